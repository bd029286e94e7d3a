package io.github.dl4jrouting.examples.benchmark.peers;

import io.github.dl4jrouting.examples.benchmark.network.Block;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.benchmark.network.Op;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** A dense network as an ONNX model, with batch normalization folded into convolutions. */
final class OnnxModel {
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 13;

  /** Kinds of sums as ONNX has them: input gate, output gate, forget gate, block. */
  private static final int[] GATES = {3, 2, 1, 0};

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
  private boolean image;

  private OnnxModel(Network network) {
    image = network.input().size() == 3;
  }

  /** The model in ONNX's own bytes, for any batch size. */
  static byte[] of(Network network) {
    return new OnnxModel(network).build(network);
  }

  private byte[] build(Network network) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    network.input().forEach(size -> shape.addDimBuilder().setDimValue(size));
    graph.addInput(value(INPUT, shape));
    String last = network.input().size() == 2 ? stepsFirst() : INPUT;
    for (Block block : network.blocks()) {
      last = add(block, last);
    }
    graph.addNode(node("Identity", OUTPUT, last));
    TensorShapeProto.Builder result = TensorShapeProto.newBuilder();
    result.addDimBuilder().setDimParam("N");
    result.addDimBuilder().setDimParam("outputs");
    graph.addOutput(value(OUTPUT, result));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, TensorShapeProto.Builder shape) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private String add(Block block, String input) {
    if (block.guard().isPresent()) {
      throw new IllegalArgumentException(
          "block \"" + block.name() + "\": expected no guard in an ONNX model, found one");
    }
    String last = input;
    for (int i = 0; i < block.layers().size(); i++) {
      last = add(block.name() + "-" + i, block.layers().get(i), last);
    }
    if (!block.residual()) {
      return last;
    }
    String shortcut =
        block.projection().map(op -> add(block.name() + "-projection", op, input)).orElse(input);
    graph.addNode(node("Add", block.name() + "-sum", last, shortcut));
    graph.addNode(node("Relu", block.name(), block.name() + "-sum"));
    return block.name();
  }

  private String add(String name, Op op, String input) {
    if (op instanceof Op.Dense dense) {
      String flat = flat(name, input);
      weights(name + "-w", dense.weights(), dense.in(), dense.out());
      weights(name + "-b", dense.bias(), dense.out());
      graph.addNode(node("Gemm", name, flat, name + "-w", name + "-b"));
      return activated(name, dense.relu());
    }
    if (op instanceof Op.Conv conv) {
      Op.Conv folded = conv.folded();
      weights(name + "-w", folded.weights(), conv.out(), conv.in(), conv.kernel(), conv.kernel());
      weights(name + "-b", folded.bias(), conv.out());
      int pad = conv.padding();
      graph.addNode(
          node("Conv", name, input, name + "-w", name + "-b").toBuilder()
              .addAttribute(integers("kernel_shape", conv.kernel(), conv.kernel()))
              .addAttribute(integers("strides", conv.stride(), conv.stride()))
              .addAttribute(integers("pads", pad, pad, pad, pad)));
      return activated(name, conv.relu());
    }
    if (op instanceof Op.Lstm lstm) {
      return lstm(name, lstm, input);
    }
    if (op instanceof Op.LastStep) {
      index(name + "-last", -1);
      graph.addNode(
          node("Gather", name, input, name + "-last").toBuilder().addAttribute(integer("axis", 0)));
      return name;
    }
    if (op instanceof Op.MaxPool pool) {
      graph.addNode(
          node("MaxPool", name, input).toBuilder()
              .addAttribute(integers("kernel_shape", pool.size(), pool.size()))
              .addAttribute(integers("strides", pool.size(), pool.size())));
      return name;
    }
    graph.addNode(node("GlobalAveragePool", name, input));
    return name;
  }

  /** [N, features, steps] as [steps, N, features]. */
  private String stepsFirst() {
    String name = INPUT + "-steps";
    graph.addNode(
        node("Transpose", name, INPUT).toBuilder().addAttribute(integers("perm", 2, 0, 1)));
    return name;
  }

  /** On [steps, N, features]. */
  private String lstm(String name, Op.Lstm lstm, String input) {
    int units = lstm.units();
    float[] bias = Arrays.copyOf(lstm.transposed(lstm.bias(), GATES), 8 * units);
    weights(name + "-w", lstm.transposed(lstm.weights(), GATES), 1, 4L * units, lstm.in());
    weights(name + "-r", lstm.transposed(lstm.recurrent(), GATES), 1, 4L * units, units);
    weights(name + "-b", bias, 1, 8L * units);
    graph.addNode(
        node("LSTM", name + "-y", input, name + "-w", name + "-r", name + "-b").toBuilder()
            .addAttribute(integer("hidden_size", units)));
    index(name + "-direction", 1, 1);
    graph.addNode(node("Squeeze", name, name + "-y", name + "-direction"));
    return name;
  }

  private String flat(String name, String input) {
    if (!image) {
      return input;
    }
    image = false;
    graph.addNode(node("Flatten", name + "-flat", input));
    return name + "-flat";
  }

  private String activated(String name, boolean relu) {
    if (!relu) {
      return name;
    }
    graph.addNode(node("Relu", name + "-relu", name));
    return name + "-relu";
  }

  private static NodeProto node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** One whole number: alone, or as an array of this shape. */
  private void index(String name, long value, long... shape) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addAllDims(Arrays.stream(shape).boxed().toList())
            .addInt64Data(value));
  }

  private void weights(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addAllDims(Arrays.stream(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
  }
}
