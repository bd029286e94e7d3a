package io.github.dl4jrouting.contract;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One network that every clause of the contract is run on.
 *
 * @param name what it shows, for the test's display name
 * @param scaffold the network around
 * @param masked whether its data comes with masks
 * @param wiring adds vertices from "stem" to "routed"
 * @param traits what clauses must know of it
 */
record ContractCase(
    String name, Scaffold scaffold, boolean masked, Wiring wiring, Set<Trait> traits) {
  static final int SAMPLES = 5;

  /** Adds the vertices under test between "stem" and "routed". */
  interface Wiring {
    void add(GraphBuilder graph, Scaffold scaffold);
  }

  /** What is special about a case. */
  enum Trait {
    /** Training differs from what finite differences see. */
    NOT_DIFFERENTIABLE,
    /** A second output "penalty" takes labels and ignores them. */
    PENALTY_OUTPUT
  }

  /** How a network is built: everything that clauses vary. */
  record Setup(
      DataType type,
      WorkspaceMode mode,
      IUpdater updater,
      Consumer<NeuralNetConfiguration.Builder> more) {
    static Setup doubles() {
      return new Setup(DataType.DOUBLE, WorkspaceMode.ENABLED, new Sgd(1.0), b -> {});
    }

    Setup with(DataType other) {
      return new Setup(other, mode, updater, more);
    }

    Setup with(WorkspaceMode other) {
      return new Setup(type, other, updater, more);
    }

    Setup with(IUpdater other) {
      return new Setup(type, mode, other, more);
    }

    Setup with(Consumer<NeuralNetConfiguration.Builder> other) {
      return new Setup(type, mode, updater, other);
    }
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  ComputationGraphConfiguration configuration(Setup setup) {
    NeuralNetConfiguration.Builder common =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(setup.type())
            .updater(setup.updater())
            .activation(Activation.TANH)
            .weightInit(new NormalDistribution(0, 0.6))
            .trainingWorkspaceMode(setup.mode())
            .inferenceWorkspaceMode(setup.mode());
    setup.more().accept(common);
    GraphBuilder graph = common.graphBuilder().addInputs("in").setInputTypes(scaffold.inputType());
    scaffold.begin(graph);
    wiring.add(graph, scaffold);
    scaffold.end(graph);
    if (is(Trait.PENALTY_OUTPUT)) {
      graph.setOutputs("out", "penalty");
    } else {
      graph.setOutputs("out");
    }
    return graph.build();
  }

  /** A network with parameters away from their special first values, and gates half open. */
  ComputationGraph network(Setup setup) {
    ComputationGraph graph = new ComputationGraph(configuration(setup));
    graph.init();
    Random random = new Random(13);
    graph
        .paramTable()
        .forEach(
            (key, values) -> {
              String parameter = key.substring(key.lastIndexOf('_') + 1);
              if (!List.of("tau", "mean", "var", "log10stdev").contains(parameter)) {
                for (long i = 0; i < values.length(); i++) {
                  values.putScalar(i, values.getDouble(i) + 0.2 * random.nextGaussian());
                }
              }
            });
    halfOpen(graph, data(setup.type()));
    return graph;
  }

  /** Sets every threshold so that two or three of the five samples go through, if it can be. */
  private static void halfOpen(ComputationGraph graph, MultiDataSet data) {
    for (Layer layer : graph.getLayers()) {
      if (isThresholded(layer)) {
        letThrough(graph, layer, 2.5, data);
      }
    }
  }

  /** Finds a threshold that lets about the given number of samples through, by bisection. */
  static void letThrough(ComputationGraph graph, Layer gate, double samples, MultiDataSet data) {
    double low = 0.0137;
    double high = 1.9873;
    Thresholded.of(gate).setThreshold(low);
    boolean falling = throughShare(graph, gate, data) > 0.5;
    for (int i = 0; i < 8; i++) {
      double middle = (low + high) / 2;
      Thresholded.of(gate).setThreshold(middle);
      double gap = throughShare(graph, gate, data) * SAMPLES - samples;
      if (Math.abs(gap) < 0.6) {
        return;
      }
      if (gap > 0 == falling) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  static boolean isThresholded(Layer layer) {
    try {
      Thresholded.of(layer);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static double throughShare(ComputationGraph graph, Layer gate, MultiDataSet data) {
    Map<String, INDArray> activations = feedForward(graph, data);
    if (gate instanceof ActivitySkipRuntime skip) {
      return 1 - skip.skipRatio();
    }
    INDArray p = activations.get(gate.conf().getLayer().getLayerName());
    return p.getColumn(0).meanNumber().doubleValue();
  }

  static Map<String, INDArray> feedForward(ComputationGraph graph, MultiDataSet data) {
    if (data.getFeaturesMaskArrays() != null) {
      graph.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    }
    Map<String, INDArray> activations = graph.feedForward(data.getFeatures(), false, true);
    graph.clearLayerMaskArrays();
    return activations;
  }

  MultiDataSet data(DataType type) {
    return data(SAMPLES, type);
  }

  MultiDataSet data(int samples, DataType type) {
    INDArray[] features = {scaffold.input(samples, type)};
    INDArray labels = scaffold.labels(samples, type);
    INDArray unread = Nd4j.zeros(type, samples, 2);
    INDArray mask = masked ? scaffold.mask(samples, type) : null;
    boolean two = is(Trait.PENALTY_OUTPUT);
    INDArray labelMask = masked && !scaffold.layout().isConvolutional() ? mask : null;
    return new MultiDataSet(
        features,
        two ? new INDArray[] {labels, unread} : new INDArray[] {labels},
        mask == null ? null : new INDArray[] {mask},
        labelMask == null
            ? null
            : two ? new INDArray[] {labelMask, null} : new INDArray[] {labelMask});
  }

  /** Output for all samples, with whatever masks the case has. */
  INDArray output(ComputationGraph graph, MultiDataSet data) {
    return graph
        .output(
            false, data.getFeatures(), data.getFeaturesMaskArrays(), data.getLabelsMaskArrays())[0];
  }

  /** One sample of the case's data, alone. */
  MultiDataSet only(MultiDataSet data, int sample) {
    return new MultiDataSet(
        rows(data.getFeatures(), sample),
        rows(data.getLabels(), sample),
        rows(data.getFeaturesMaskArrays(), sample),
        rows(data.getLabelsMaskArrays(), sample));
  }

  private static INDArray[] rows(INDArray[] arrays, int sample) {
    if (arrays == null) {
      return null;
    }
    return Arrays.stream(arrays)
        .map(a -> a == null ? null : a.get(interval(sample, sample + 1)).dup())
        .toArray(INDArray[]::new);
  }

  @Override
  public String toString() {
    return name + (masked ? ", masked" : "");
  }
}
