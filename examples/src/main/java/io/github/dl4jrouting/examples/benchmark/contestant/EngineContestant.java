package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.inference.RoutedInference;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/** This library's {@link RoutedInference} over the very graph that the stock contestant runs. */
final class EngineContestant implements Contestant {
  private final int threads;

  EngineContestant(int threads) {
    this.threads = threads;
  }

  @Override
  public String description() {
    String products = RoutedInference.usesVectorApi() ? "the Vector API" : "OpenBLAS";
    return "dl4j-routing, RoutedInference.outputInto; products with "
        + products
        + "; "
        + threads
        + " threads";
  }

  @Override
  public Model load(Network network) {
    RoutedInference plan = RoutedInference.compile(Dl4jGraph.of(network));
    return inputs -> new EngineSession(plan, network, inputs);
  }

  private static final class EngineSession implements Session {
    private final RoutedInference plan;
    private final INDArray[] batches;

    /** Where the outputs go, in every call: all batches are of one size. */
    private final INDArray[] outputs;

    EngineSession(RoutedInference plan, Network network, Inputs inputs) {
      this.plan = plan;
      this.batches = Nd4jInputs.of(network, inputs);
      this.outputs = plan.output(batches[0]);
    }

    @Override
    public void run(int call) {
      plan.outputInto(outputs, batches[call]);
    }

    @Override
    public float[] output(int call) {
      return Nd4jInputs.rows(plan.output(batches[call])[0]);
    }

    @Override
    public OptionalDouble skipRatio() {
      long pairs = 0;
      long skipped = 0;
      for (INDArray batch : batches) {
        for (INDArray probabilities : plan.infer(batch).decisions().values()) {
          pairs += probabilities.size(0);
          skipped += Nd4jInputs.skipped(probabilities);
        }
      }
      return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) skipped / pairs);
    }
  }
}
