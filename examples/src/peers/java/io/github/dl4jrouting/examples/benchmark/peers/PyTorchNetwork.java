package io.github.dl4jrouting.examples.benchmark.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.github.dl4jrouting.examples.benchmark.network.Block;
import io.github.dl4jrouting.examples.benchmark.network.Guard;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.benchmark.network.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network as a PyTorch user would write it. Intermediate arrays are closed as soon as they are
 * used up, as Python's reference counting would.
 */
final class PyTorchNetwork implements AutoCloseable {

  /** Kinds of sums as PyTorch has them: input gate, forget gate, block, output gate. */
  private static final int[] GATES = {3, 1, 0, 2};

  private static final NDIndex LAST_STEP = new NDIndex(":, -1");
  private static final int[] STEPS = {1};

  /** A function of one array, which it leaves as it is, and may give back. */
  private interface Layer {
    NDArray apply(NDArray x);
  }

  private final NDManager weights;
  private final List<Layer> blocks = new ArrayList<>();

  PyTorchNetwork(Network network, NDManager manager) {
    weights = manager.newSubManager();
    for (Block block : network.blocks()) {
      blocks.add(layer(block));
    }
  }

  /** The output for one batch, which the caller closes unless it is x itself. */
  NDArray run(NDArray x) {
    return chain(blocks, x);
  }

  private static NDArray chain(List<Layer> layers, NDArray x) {
    NDArray last = x;
    for (Layer layer : layers) {
      NDArray next = layer.apply(last);
      if (last != x && last != next) {
        last.close();
      }
      last = next;
    }
    return last;
  }

  private Layer layer(Block block) {
    List<Layer> layers = block.layers().stream().map(this::layer).toList();
    Layer through = x -> chain(layers, x);
    if (block.residual()) {
      through = residual(layers, block.projection().map(this::layer));
    }
    if (block.guard().isEmpty()) {
      return through;
    }
    if (!(block.guard().get() instanceof Guard.Router router)) {
      throw new IllegalArgumentException(
          "block \"" + block.name() + "\": expected a router, found " + block.guard().get());
    }
    List<Layer> bypass = block.bypass().stream().map(this::layer).toList();
    return new Routed(
        linear(router.weights(), router.bias(), router.features(), 2), through, bypass);
  }

  private static Layer residual(List<Layer> layers, Optional<Layer> projection) {
    return x -> {
      NDArray shortcut = projection.map(layer -> layer.apply(x)).orElse(x);
      NDArray sum = chain(layers, x);
      sum.addi(shortcut);
      if (shortcut != x) {
        shortcut.close();
      }
      return relu(sum);
    };
  }

  private Layer layer(Op op) {
    if (op instanceof Op.Dense dense) {
      Layer linear = linear(dense.weights(), dense.bias(), dense.in(), dense.out());
      return dense.relu() ? x -> relu(linear.apply(x)) : linear;
    }
    if (op instanceof Op.Conv conv) {
      return convolution(conv.folded());
    }
    if (op instanceof Op.Lstm lstm) {
      return lstm(lstm);
    }
    if (op instanceof Op.LastStep) {
      return x -> x.get(LAST_STEP);
    }
    if (op instanceof Op.MaxPool pool) {
      Shape size = new Shape(pool.size(), pool.size());
      Shape none = new Shape(0, 0);
      return x -> Pool.maxPool2d(x, size, size, none, false);
    }
    return Pool::globalAvgPool2d;
  }

  /** torch.nn.LSTM with batch_first, on [N, steps, features]. */
  private Layer lstm(Op.Lstm lstm) {
    int units = lstm.units();
    NDList parameters =
        new NDList(
            weights.create(
                lstm.transposed(lstm.weights(), GATES), new Shape(4L * units, lstm.in())),
            weights.create(lstm.transposed(lstm.recurrent(), GATES), new Shape(4L * units, units)),
            weights.create(lstm.transposed(lstm.bias(), GATES)),
            weights.zeros(new Shape(4L * units)));
    return x -> {
      Shape state = new Shape(1, x.size(0), units);
      try (NDArray zeros = weights.zeros(state)) {
        NDList states = new NDList(zeros, zeros);
        NDList results =
            x.getNDArrayInternal().lstm(x, states, parameters, true, 1, 0, false, false, true);
        results.subNDList(1).forEach(NDArray::close);
        return results.get(0);
      }
    };
  }

  private Layer convolution(Op.Conv conv) {
    Shape shape = new Shape(conv.out(), conv.in(), conv.kernel(), conv.kernel());
    NDArray w = weights.create(conv.weights(), shape);
    NDArray b = weights.create(conv.bias());
    Shape stride = new Shape(conv.stride(), conv.stride());
    Shape padding = new Shape(conv.padding(), conv.padding());
    return x -> {
      NDArray y = Conv2d.conv2d(x, w, b, stride, padding).singletonOrThrow();
      return conv.relu() ? relu(y) : y;
    };
  }

  /** F.linear, whose weight is [out, in]; an image is flattened first. */
  private Layer linear(float[] values, float[] bias, int in, int out) {
    float[] transposed = new float[values.length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        transposed[o * in + i] = values[i * out + o];
      }
    }
    NDArray w = weights.create(transposed, new Shape(out, in));
    NDArray b = weights.create(bias);
    return x -> {
      if (x.getShape().dimension() == 2) {
        return Linear.linear(x, w, b).singletonOrThrow();
      }
      try (NDArray flat = x.reshape(x.size(0), in)) {
        return Linear.linear(flat, w, b).singletonOrThrow();
      }
    };
  }

  private static NDArray relu(NDArray x) {
    try (x) {
      return Activation.relu(x);
    }
  }

  @Override
  public void close() {
    weights.close();
  }

  /** Gathers the rows that go through, and scatters what becomes of them. */
  private record Routed(Layer router, Layer through, List<Layer> bypass) implements Layer {

    @Override
    public NDArray apply(NDArray x) {
      try (NDArray scores = scores(x);
          NDArray choice = scores.argMax(1);
          NDArray rows = rows(choice, 0)) {
        long active = rows.size();
        if (active == x.size(0)) {
          return through.apply(x);
        }
        if (active == 0) {
          return chain(bypass, x); // x itself where there is nothing to do
        }
        NDIndex index = new NDIndex("{}", rows);
        try (NDArray gathered = x.get(index);
            NDArray computed = through.apply(gathered)) {
          NDArray y = bypass.isEmpty() ? x.duplicate() : bypassed(x, choice, computed);
          y.set(index, computed);
          return y;
        }
      }
    }

    private NDArray scores(NDArray x) {
      if (x.getShape().dimension() == 2) {
        return router.apply(x);
      }
      if (x.getShape().dimension() == 3) {
        try (NDArray mean = x.mean(STEPS)) {
          return router.apply(mean);
        }
      }
      try (NDArray pooled = Pool.globalAvgPool2d(x)) {
        return router.apply(pooled);
      }
    }

    private static NDArray rows(NDArray choice, int path) {
      try (NDArray chosen = choice.eq(path);
          NDArray found = chosen.nonzero()) {
        return found.flatten();
      }
    }

    /** An array like the result, with the rows filled that do not go through. */
    private NDArray bypassed(NDArray x, NDArray choice, NDArray computed) {
      try (NDArray rows = rows(choice, 1)) {
        NDIndex index = new NDIndex("{}", rows);
        try (NDArray gathered = x.get(index);
            NDArray values = chain(bypass, gathered)) {
          NDArray y = x.getManager().create(new Shape(x.size(0), computed.size(1)));
          y.set(index, values);
          return y;
        }
      }
    }
  }
}
