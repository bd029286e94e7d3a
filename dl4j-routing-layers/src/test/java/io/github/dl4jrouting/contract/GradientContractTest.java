package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.input.InputLayout;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.PrintMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
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

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void gradientsAgreeWithFiniteDifferences(ContractCase c) {
    ComputationGraph graph = c.network(Setup.doubles());
    assertGradients(graph, c.data(DataType.DOUBLE));
  }

  /**
   * DL4J's own layers cannot carry a mask of positions through NHWC, so the routers get it here.
   */
  @Test
  void gradientsAgreeWithMaskedPositionsOfChannelsLast() {
    ContractCases.all()
        .filter(c -> c.scaffold().layout() == InputLayout.NHWC)
        .filter(c -> c.name().startsWith("router") || c.name().startsWith("learnable activity"))
        .forEach(
            c -> {
              ComputationGraph graph = c.network(Setup.doubles());
              MultiDataSet data = c.data(DataType.DOUBLE);
              INDArray mask = c.scaffold().mask(ContractCase.SAMPLES, DataType.DOUBLE);
              double unmasked = graph.score(data, true);
              graph.getLayer("routed-router").setMaskArray(mask);
              assertThat(graph.score(data, true)).isNotEqualTo(unmasked);
              assertGradients(graph, data);
            });
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
