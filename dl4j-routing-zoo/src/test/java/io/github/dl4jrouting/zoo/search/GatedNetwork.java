package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** A residual network of three blocks with random weights, and samples that it labels itself. */
public final class GatedNetwork {
  private static final int FEATURES = 6;
  private static final int CLASSES = 3;

  private GatedNetwork() {}

  /** The network, without gates. */
  public static ComputationGraph plain() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(FEATURES))
            .addLayer("stem", new DenseLayer.Builder().nOut(8).build(), "x");
    String last = "stem";
    for (int i = 1; i <= 3; i++) {
      graph.addLayer("b" + i, new DenseLayer.Builder().nOut(8).build(), last);
      graph.addVertex("a" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, "b" + i);
      last = "a" + i;
    }
    graph
        .addLayer(
            "out",
            new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
            last)
        .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  /** Samples whose labels are the network's answers. */
  public static DataSetIterator samples(int count) {
    Nd4j.getRandom().setSeed(11);
    INDArray x = Nd4j.randn(count, FEATURES);
    int[] answers = plain().outputSingle(x).argMax(1).toIntVector();
    INDArray labels = Nd4j.zeros(count, CLASSES);
    for (int n = 0; n < count; n++) {
      labels.putScalar(n, answers[n], 1);
    }
    return new ListDataSetIterator<>(List.of(new DataSet(x, labels)), count);
  }

  /** What two measures see of 200 samples. */
  public static Map<ActivityMeasure, GateTraces> traces() {
    ActivityMeasure[] measures = {ActivityMeasure.MEAN_ABS, ActivityMeasure.MAX_ABS};
    List<GateTraces> recorded =
        new ThresholdCalibrator(RoutingTransform.of(plain()))
            .measures(measures)
            .record(new MultiDataSetIteratorAdapter(samples(200)));
    Map<ActivityMeasure, GateTraces> traces = new EnumMap<>(ActivityMeasure.class);
    traces.put(ActivityMeasure.MEAN_ABS, recorded.get(0));
    traces.put(ActivityMeasure.MAX_ABS, recorded.get(1));
    return traces;
  }
}
