package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.InferenceMode;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Every property of every builder changes what is built, shows in equals and survives JSON. */
class BuilderMappingTest {
  private static final ISchedule SCHEDULE = new ExponentialSchedule(ScheduleType.EPOCH, 0.7, 0.95);

  private static SparsityPenaltyLoss.Builder loss() {
    return new SparsityPenaltyLoss.Builder().add(Penalty.ENTROPY, 0.5);
  }

  @Test
  void routerLayer() throws Exception {
    new FullMapping<>(RouterLayer.Builder::new, RouterLayer.Builder::build)
        .with("paths", b -> b.paths(3))
        .with("hidden", b -> b.hidden(8, 4))
        .with("featureAttention", b -> b.featureAttention(true))
        .with("trainingMode", b -> b.trainingMode(TrainingMode.STRAIGHT_THROUGH))
        .with("trainingMode", b -> b.trainingMode(TrainingMode.GUMBEL))
        .with("inferenceMode", b -> b.inferenceMode(InferenceMode.SOFT))
        .with("topK", b -> b.topK(1))
        .with("temperature", b -> b.temperature(2))
        .with("temperature", b -> b.temperature(SCHEDULE))
        .with("noise", b -> b.noise(new FixedSchedule(0.3)))
        .with("inferenceTemperature", b -> b.inferenceTemperature(0.25))
        .with("openProbability", b -> b.openProbability(0.6))
        .with("penalty", b -> b.penalty(loss().build()))
        .with("layout", b -> b.layout(InputLayout.NHWC))
        .assertFull();
  }

  @Test
  void activityGateLayer() throws Exception {
    new FullMapping<>(ActivityGateLayer.Builder::new, ActivityGateLayer.Builder::build)
        .with("threshold", b -> b.threshold(0.25))
        .with("threshold", b -> b.threshold(Double.NEGATIVE_INFINITY))
        .with("learnable", b -> b.learnable(true))
        .with("temperature", b -> b.temperature(0.5))
        .with("temperature", b -> b.temperature(SCHEDULE))
        .with("measure", b -> b.measure(ActivityMeasure.RMS))
        .with("direction", b -> b.direction(Direction.SKIP_HIGH))
        .with("layout", b -> b.layout(InputLayout.NCW))
        .assertFull();
  }

  @Test
  void confidenceGateLayer() throws Exception {
    new FullMapping<>(ConfidenceGateLayer.Builder::new, ConfidenceGateLayer.Builder::build)
        .with("threshold", b -> b.threshold(0.25))
        .with("learnable", b -> b.learnable(true))
        .with("temperature", b -> b.temperature(0.5))
        .with("measure", b -> b.measure(ConfidenceMeasure.ENTROPY))
        .with("layout", b -> b.layout(InputLayout.DENSE))
        .assertFull();
  }

  @Test
  void skipConnectionLayer() throws Exception {
    new FullMapping<>(SkipConnectionLayer.Builder::new, SkipConnectionLayer.Builder::build)
        .with("identity", SkipConnectionLayer.Builder::identity)
        .with("initialWeight", b -> b.initialWeight(-0.5))
        .with("perFeature", b -> b.perFeature(true))
        .with("hasBias", b -> b.hasBias(true))
        .with("projection", b -> b.projection(5))
        .with("projection", b -> b.projection(5, 2, 1))
        .with("layout", b -> b.layout(InputLayout.NWC))
        .assertFull();
  }

  @Test
  void activitySkipLayer() throws Exception {
    new FullMapping<>(
            () -> new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(3).build()),
            ActivitySkipLayer.Builder::build)
        .with("residual", b -> b.residual(true))
        .with("measure", b -> b.measure(ActivityMeasure.MAX_ABS))
        .with("direction", b -> b.direction(Direction.SKIP_HIGH))
        .with("threshold", b -> b.threshold(1.5))
        .with("learnable", b -> b.learnable(true))
        .with("temperature", b -> b.temperature(0.5))
        .with("temperature", b -> b.temperature(SCHEDULE))
        .with("layout", b -> b.layout(InputLayout.NCHW))
        .assertFull();
  }

  @Test
  void blocksOfOtherLayersDiffer() {
    assertThat(
            (Object)
                new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(3).build()).build())
        .isNotEqualTo(
            new ActivitySkipLayer.Builder(new DenseLayer.Builder().nOut(4).build()).build());
  }

  @Test
  void sparsityPenaltyLoss() throws Exception {
    new FullMapping<>(BuilderMappingTest::loss, SparsityPenaltyLoss.Builder::build)
        .with("add", b -> b.add(Penalty.ENTROPY, 0.5))
        .with("add", b -> b.add(Penalty.ROUTER_Z, SCHEDULE))
        .with("targetRate", b -> b.targetRate(0.5, 2))
        .with("targetRate", b -> b.targetRate(0.7, SCHEDULE))
        .with("costs", b -> b.costs(1, 0.2))
        .assertFull();
  }

  @Test
  void sparsityPenaltyLayersOfOtherLossesDiffer() throws Exception {
    Object one = new SparsityPenaltyLayer.Builder(loss().build()).build();
    assertThat(new SparsityPenaltyLayer.Builder(loss().build()).build()).isEqualTo(one);
    assertThat((Object) new SparsityPenaltyLayer.Builder(loss().costs(1, 2).build()).build())
        .isNotEqualTo(one);
    new FullMapping<>(
            () -> new SparsityPenaltyLayer.Builder(loss().build()),
            SparsityPenaltyLayer.Builder::build)
        .assertFull();
  }

  /** Guard: a new layer's builder must get its line here. */
  @Test
  void everyLayersBuilderIsMapped() {
    assertThat(
            new ClassFileImporter()
                    .importUrl(
                        RouterLayer.class.getProtectionDomain().getCodeSource().getLocation())
                    .stream()
                    .filter(c -> c.isAssignableTo(Layer.Builder.class))
                    .filter(
                        c ->
                            !c.getModifiers()
                                .contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT))
                    .map(JavaClass::getName))
        .containsExactlyInAnyOrder(
            RouterLayer.Builder.class.getName(),
            ActivityGateLayer.Builder.class.getName(),
            ConfidenceGateLayer.Builder.class.getName(),
            SkipConnectionLayer.Builder.class.getName(),
            ActivitySkipLayer.Builder.class.getName(),
            SparsityPenaltyLayer.Builder.class.getName());
  }
}
