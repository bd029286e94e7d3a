package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Block;
import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.measure.Outputs;
import java.util.Map;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J as it is: {@link ComputationGraph#output(INDArray...)} with its default settings. */
final class StockContestant implements Contestant {
  private final int threads;

  StockContestant(int threads) {
    this.threads = threads;
  }

  @Override
  public String description() {
    return "Deeplearning4j, ComputationGraph.output with default workspaces; "
        + threads
        + " OpenMP threads; batch normalization as layers of its own";
  }

  @Override
  public Model load(Network network) {
    ComputationGraph graph = Dl4jGraph.of(network);
    return inputs -> new StockSession(network, graph, inputs);
  }

  private static final class StockSession implements Session {
    private final Network network;
    private final ComputationGraph graph;
    private final INDArray[] batches;

    StockSession(Network network, ComputationGraph graph, Inputs inputs) {
      this.network = network;
      this.graph = graph;
      this.batches = Nd4jInputs.of(network, inputs);
    }

    @Override
    public void run(int call) {
      Outputs.release(graph.output(batches[call]));
    }

    @Override
    public float[] output(int call) {
      return Nd4jInputs.rows(graph.output(batches[call])[0]);
    }

    @Override
    public OptionalDouble skipRatio() {
      long pairs = 0;
      long skipped = 0;
      for (INDArray batch : batches) {
        Map<String, INDArray> activations = graph.feedForward(batch, false);
        for (Block block : network.blocks()) {
          if (block.guard().isPresent()) {
            INDArray probabilities = activations.get(Dl4jGraph.router(block));
            pairs += probabilities.size(0);
            skipped += Nd4jInputs.skipped(probabilities);
          }
        }
      }
      return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) skipped / pairs);
    }
  }
}
