package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.scorecalc.ClassificationScoreCalculator;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.scorecalc.ROCScoreCalculator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What runs on the plan when a {@link RoutedComputationGraph} stands where a graph stood. */
class DropInTest {
  private static final int SAMPLES = 30;
  private static final int ACTIVE = 10;

  private final DataSet data = data();
  private final ComputationGraph stock = graph();
  private final RoutedComputationGraph routed = RoutedComputationGraph.of(stock);

  /** Every third sample is active enough to be computed. */
  private static DataSet data() {
    Nd4j.getRandom().setSeed(3);
    INDArray x = Nd4j.rand(SAMPLES, 4).addi(0.1);
    INDArray labels = Nd4j.zeros(SAMPLES, 2);
    for (int n = 0; n < SAMPLES; n++) {
      x.getRow(n).muli(n % 3 == 0 ? 10 : 0.1);
      labels.putScalar(n, n % 2, 1);
    }
    return new DataSet(x, labels);
  }

  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "x")
                .addLayer("counted", new CountingLayer(), "x")
                .addVertex("routed", new RoutingVertex(), "gate", "counted", "x")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "routed")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  @BeforeEach
  void countFromZero() {
    CountingLayer.SAMPLES.set(0);
  }

  private ListDataSetIterator<DataSet> batches() {
    return new ListDataSetIterator<>(data.asList(), 15);
  }

  private static long counted() {
    return CountingLayer.SAMPLES.getAndSet(0);
  }

  @Test
  void stockDl4jComputesTheBlockForAll() {
    stock.output(data.getFeatures());
    assertThat(counted()).isEqualTo(SAMPLES);
  }

  @Test
  void outputComputesItForWhoNeedsIt() {
    INDArray found = routed.outputSingle(data.getFeatures());
    assertThat(counted()).isEqualTo(ACTIVE);
    assertThat(found.equalsWithEps(stock.outputSingle(data.getFeatures()), 1e-6)).isTrue();
  }

  @Test
  void soDoesEvaluate() {
    routed.evaluate(batches());
    assertThat(counted()).isEqualTo(ACTIVE);
  }

  @Test
  void soDoTheScoreCalculatorsThatEvaluate() {
    var accuracy = new ClassificationScoreCalculator(Evaluation.Metric.ACCURACY, batches());
    assertThat(accuracy.calculateScore(routed)).isEqualTo(accuracy.calculateScore(stock));
    assertThat(counted()).isEqualTo(ACTIVE + SAMPLES);
    var roc = new ROCScoreCalculator(ROCScoreCalculator.ROCType.ROC, batches());
    roc.calculateScore(routed);
    assertThat(counted()).isEqualTo(ACTIVE);
  }

  @Test
  void aLossIsComputedAsInDl4jButItsOutputsOnThePlan() {
    DataSetLossCalculator loss = new DataSetLossCalculator(batches(), true);
    double found = loss.calculateScore(routed);
    assertThat(counted()).isEqualTo(ACTIVE + SAMPLES);
    assertThat(found).isEqualTo(loss.calculateScore(stock));
  }

  @Test
  void theFirstWorkerOfParallelInferenceRunsOnThePlan() {
    for (InferenceMode mode :
        new InferenceMode[] {InferenceMode.SEQUENTIAL, InferenceMode.BATCHED}) {
      ParallelInference parallel =
          new ParallelInference.Builder(routed).inferenceMode(mode).workers(1).build();
      try {
        INDArray found = parallel.output(data.getFeatures());
        assertThat(counted()).as("samples in mode %s", mode).isEqualTo(ACTIVE);
        assertThat(found.equalsWithEps(stock.outputSingle(data.getFeatures()), 1e-6)).isTrue();
        counted();
      } finally {
        parallel.shutdown();
      }
    }
  }
}
