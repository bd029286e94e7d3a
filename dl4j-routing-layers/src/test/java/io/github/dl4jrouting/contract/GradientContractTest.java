package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.input.InputLayout;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.PrintMode;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Clause: score and gradient agree, in DOUBLE, penalties and regularization included. */
@ExtendWith(DoublePrecision.class)
class GradientContractTest {
  private static final String CASES = "io.github.dl4jrouting.contract.ContractCases#differentiable";
  private static final long NOISE_SEED = 99;
  private static final double EPSILON = 1e-6;
  private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void gradientsAgreeWithFiniteDifferences(ContractCase c) {
    ComputationGraph graph = c.network(Setup.doubles());
    assertGradients(graph, c.data(DataType.DOUBLE));
  }

  /**
   * DL4J's own layers cannot carry a mask of positions through NHWC, so the router gets it here.
   */
  @Test
  void inputGradientsAgreeWithMaskedPositionsOfChannelsLast() {
    ContractCases.all()
        .filter(c -> c.scaffold().layout() == InputLayout.NHWC)
        .filter(c -> c.name().startsWith("router") || c.name().startsWith("learnable activity"))
        .forEach(
            c -> {
              ComputationGraph graph = c.network(Setup.doubles());
              graph.initGradientsView();
              INDArray x =
                  ContractCase.feedForward(graph, c.data(DataType.DOUBLE)).get("stem").dup();
              INDArray mask = c.scaffold().mask(ContractCase.SAMPLES, DataType.DOUBLE);
              assertInputGradients(graph.getLayer("routed-router"), x, mask);
            });
  }

  private static void assertInputGradients(Layer router, INDArray x, INDArray mask) {
    router.setMaskArray(null);
    double unmasked = loss(router, x);
    router.setMaskArray(mask);
    assertThat(loss(router, x)).isNotEqualTo(unmasked);
    INDArray towardsThrough = Nd4j.zeros(DataType.DOUBLE, x.size(0), 2);
    towardsThrough.getColumn(0).assign(1);
    INDArray analytic = router.backpropGradient(towardsThrough, NONE).getSecond();
    for (long i = 0; i < x.length(); i++) {
      double value = x.getDouble(i);
      x.putScalar(i, value + EPSILON);
      double up = loss(router, x);
      x.putScalar(i, value - EPSILON);
      double down = loss(router, x);
      x.putScalar(i, value);
      assertThat(analytic.getDouble(i)).isCloseTo((up - down) / (2 * EPSILON), within(1e-6));
    }
  }

  /**
   * The through-probabilities' sum, and the penalty, which is a mean, as often as there are
   * samples.
   */
  private static double loss(Layer router, INDArray x) {
    router.setInput(x, NONE);
    double through = router.activate(true, NONE).getColumn(0).sumNumber().doubleValue();
    return through + router.calcRegularizationScore(true) * x.size(0);
  }

  static void assertGradients(ComputationGraph graph, MultiDataSet data) {
    boolean passed =
        GradientCheckUtil.checkGradients(
            new GraphConfig()
                .net(graph)
                .inputs(data.getFeatures())
                .labels(data.getLabels())
                .inputMask(data.getFeaturesMaskArrays())
                .labelMask(data.getLabelsMaskArrays())
                .epsilon(1e-6)
                .maxRelError(1e-5)
                .minAbsoluteError(1e-8)
                .print(PrintMode.FAILURES_ONLY)
                // The running mean and variance of batch normalization are not trained by
                // gradients.
                .excludeParams(Set.of("stem_mean", "stem_var", "stem_log10stdev"))
                .callEachIter(g -> Nd4j.getRandom().setSeed(NOISE_SEED)));
    assertThat(passed)
        .as("gradients agree; run with -Dgradientcheck.level=INFO to see which do not")
        .isTrue();
  }
}
