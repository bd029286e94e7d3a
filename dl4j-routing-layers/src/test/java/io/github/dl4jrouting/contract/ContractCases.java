package io.github.dl4jrouting.contract;

import static io.github.dl4jrouting.contract.ContractCase.Trait.NOT_DIFFERENTIABLE;
import static io.github.dl4jrouting.contract.ContractCase.Trait.PENALTY_OUTPUT;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.contract.ContractCase.Trait;
import io.github.dl4jrouting.contract.ContractCase.Wiring;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.ChannelMergeVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Every layer of the library in every layout and mode: what the contract is held against. */
final class ContractCases {
  private final List<ContractCase> cases = new ArrayList<>();

  private ContractCases() {}

  static Stream<ContractCase> all() {
    ContractCases built = new ContractCases();
    for (InputLayout layout : InputLayout.values()) {
      built.inEveryLayout(layout);
    }
    built.routers();
    built.penalties();
    built.gates();
    built.bypasses();
    return built.cases.stream();
  }

  /**
   * Every layer in every layout once; or, with the system property {@code contract.everyCase},
   * which the Maven profile "slow" sets, all cases.
   */
  static Stream<ContractCase> chosen() {
    return every() ? all() : all().filter(ContractCases::isOneOfEachLayer);
  }

  static boolean every() {
    return Boolean.getBoolean("contract.everyCase");
  }

  static Stream<ContractCase> differentiable() {
    return chosen().filter(c -> !c.is(NOT_DIFFERENTIABLE));
  }

  static boolean isOneOfEachLayer(ContractCase c) {
    return (!c.masked() || c.name().startsWith("fixed skipping"))
        && Stream.of(
                "router with a hidden layer",
                "learnable activity gate",
                "learnable residual skipping",
                "fixed skipping",
                "fixed residual skipping",
                "router of a residual block with a function after the addition on NCHW",
                "bypass with a weight",
                "strided projecting bypass",
                "Gumbel router with a noise",
                "straight-through",
                "three paths on NHWC",
                "learnable early exit",
                "fixed early exit",
                "fixed activity gate",
                "channels side by side",
                "LossLayer of ENTROPY",
                "SparsityPenaltyLayer with")
            .anyMatch(c.name()::startsWith);
  }

  private void add(
      String name, InputLayout layout, boolean masked, Wiring wiring, Trait... traits) {
    cases.add(
        new ContractCase(
            name + " on " + layout, new Scaffold(layout), masked, wiring, Set.of(traits)));
  }

  /** Masks that DL4J itself can carry to the end of a network; it cannot for channels last. */
  private void addWithAndWithoutMask(
      String name, InputLayout layout, Wiring wiring, Trait... traits) {
    add(name, layout, false, wiring, traits);
    if (layout != InputLayout.NHWC) {
      add(name, layout, true, wiring, traits);
    }
  }

  /** A block with its bypass and the given router or gate. */
  private static Wiring block(Supplier<RoutingLayer> router) {
    return (graph, scaffold) ->
        new RoutedBlock("routed", scaffold.keepingShape())
            .router(router.get())
            .addTo(graph, "stem");
  }

  private static Wiring residual(Supplier<RoutingLayer> router) {
    return (graph, scaffold) ->
        new RoutedBlock("routed", scaffold.keepingShape())
            .residual()
            .router(router.get())
            .addTo(graph, "stem");
  }

  private static Wiring bypass(Supplier<Layer> bypass, int features, int stride) {
    return (graph, scaffold) ->
        new RoutedBlock("routed", scaffold.changingShape(features, stride))
            .bypass(bypass.get())
            .addTo(graph, "stem");
  }

  private static RouterLayer.Builder router() {
    return new RouterLayer.Builder();
  }

  private static SparsityPenaltyLoss everyPenalty() {
    return new SparsityPenaltyLoss.Builder()
        .add(Penalty.ENTROPY, 0.3)
        .add(Penalty.EXPECTED_COST, new ExponentialSchedule(ScheduleType.ITERATION, 0.4, 0.9))
        .add(Penalty.LOAD_BALANCE, 0.2)
        .add(Penalty.ROUTER_Z, 0.1)
        .targetRate(0.4, new FixedSchedule(0.7))
        .build();
  }

  private void inEveryLayout(InputLayout layout) {
    addWithAndWithoutMask("linear router", layout, block(() -> router().build()));
    addWithAndWithoutMask(
        "router with a hidden layer, attention and every penalty",
        layout,
        residual(() -> router().hidden(3).featureAttention(true).penalty(everyPenalty()).build()));
    addWithAndWithoutMask(
        "learnable activity gate",
        layout,
        residual(() -> new ActivityGateLayer.Builder().learnable(true).temperature(0.3).build()));
    add("fixed activity gate", layout, false, block(() -> new ActivityGateLayer.Builder().build()));
    add(
        "router of a residual block with a function after the addition",
        layout,
        false,
        (graph, scaffold) ->
            new RoutedBlock("routed", scaffold.keepingShape())
                .residual(Activation.SOFTPLUS)
                .addTo(graph, "stem"));
    add(
        "bypass with a weight a feature",
        layout,
        false,
        bypass(() -> new SkipConnectionLayer.Builder().perFeature(true).build(), 3, 1));
    for (boolean perFeature : new boolean[] {false, true}) {
      add(
          "bypass with a bias" + (perFeature ? " a feature" : ""),
          layout,
          false,
          bypass(
              () -> new SkipConnectionLayer.Builder().perFeature(perFeature).hasBias(true).build(),
              3,
              1));
    }
    add(
        "projecting bypass",
        layout,
        false,
        bypass(() -> new SkipConnectionLayer.Builder().projection(2).build(), 2, 1));
    for (boolean learnable : new boolean[] {false, true}) {
      for (boolean residual : new boolean[] {false, true}) {
        Wiring skip =
            (graph, scaffold) ->
                graph.addLayer(
                    "routed",
                    new ActivitySkipLayer.Builder(scaffold.wrappable(), scaffold.wrappable())
                        .residual(residual)
                        .learnable(learnable)
                        .temperature(0.3)
                        .build(),
                    "stem");
        String name =
            (learnable ? "learnable" : "fixed") + (residual ? " residual" : "") + " skipping block";
        addWithAndWithoutMask(name, layout, skip);
      }
    }
    add(
        "three paths",
        layout,
        false,
        (graph, scaffold) ->
            graph
                .addLayer("router", router().paths(3).topK(2).build(), "stem")
                .addLayer("a", scaffold.keepingShape(), "stem")
                .addLayer("b", scaffold.keepingShape(), "stem")
                .addLayer("c", new SkipConnectionLayer.Builder().identity().build(), "stem")
                .addVertex("routed", new RoutingVertex(), "router", "a", "b", "c"));
  }

  private void routers() {
    add(
        "router with two hidden layers",
        InputLayout.DENSE,
        false,
        block(() -> router().hidden(3, 2).build()));
    add(
        "router with attention alone",
        InputLayout.DENSE,
        false,
        block(() -> router().featureAttention(true).build()));
    add(
        "router with a temperature schedule",
        InputLayout.DENSE,
        false,
        block(
            () ->
                router()
                    .temperature(new ExponentialSchedule(ScheduleType.ITERATION, 0.5, 0.9))
                    .build()));
    add(
        "Gumbel router with a penalty",
        InputLayout.DENSE,
        true,
        residual(
            () ->
                router()
                    .trainingMode(TrainingMode.GUMBEL)
                    .temperature(0.7)
                    .penalty(everyPenalty())
                    .build()));
    add(
        "Gumbel router with a noise schedule",
        InputLayout.NCHW,
        false,
        block(
            () ->
                router()
                    .trainingMode(TrainingMode.GUMBEL)
                    .noise(new ExponentialSchedule(ScheduleType.EPOCH, 0.5, 0.9))
                    .build()));
    add(
        "straight-through router",
        InputLayout.DENSE,
        false,
        residual(
            () ->
                router()
                    .trainingMode(TrainingMode.STRAIGHT_THROUGH)
                    .noise(new FixedSchedule(0.5))
                    .openProbability(0.5)
                    .build()),
        NOT_DIFFERENTIABLE);
  }

  private void penalties() {
    for (Penalty penalty : Penalty.values()) {
      SparsityPenaltyLoss.Builder loss = new SparsityPenaltyLoss.Builder().costs(1, 0.3);
      SparsityPenaltyLoss built =
          penalty == Penalty.TARGET_RATE
              ? loss.targetRate(0.4, 2).build()
              : loss.add(penalty, 2).build();
      boolean masked = penalty.ordinal() % 2 == 0;
      add(
          "router penalised by " + penalty,
          InputLayout.DENSE,
          masked,
          block(() -> router().temperature(0.8).penalty(built).build()));
      if (penalty != Penalty.ROUTER_Z) {
        add(
            "LossLayer of " + penalty,
            InputLayout.DENSE,
            false,
            withPenaltyOutput(
                () -> new LossLayer.Builder(built).activation(Activation.IDENTITY).build()),
            PENALTY_OUTPUT);
      }
    }
    add(
        "SparsityPenaltyLayer with a schedule",
        InputLayout.DENSE,
        false,
        withPenaltyOutput(
            () ->
                new SparsityPenaltyLayer.Builder(
                        new SparsityPenaltyLoss.Builder()
                            .add(
                                Penalty.ENTROPY,
                                new ExponentialSchedule(ScheduleType.ITERATION, 0.4, 0.9))
                            .targetRate(0.2, 1)
                            .build())
                    .build()),
        PENALTY_OUTPUT);
    add(
        "SparsityPenaltyLayer on scores",
        InputLayout.NCW,
        true,
        (graph, scaffold) -> {
          block(() -> router().build()).add(graph, scaffold);
          graph
              .addLayer("scores", new DenseLayer.Builder().nOut(2).build(), "routed-router")
              .addLayer(
                  "penalty",
                  new SparsityPenaltyLayer.Builder(everyPenalty())
                      .activation(Activation.SOFTMAX)
                      .build(),
                  "scores");
        },
        PENALTY_OUTPUT);
  }

  private static Wiring withPenaltyOutput(Supplier<Layer> output) {
    return (graph, scaffold) -> {
      block(() -> router().build()).add(graph, scaffold);
      graph.addLayer("penalty", output.get(), "routed-router");
    };
  }

  private void gates() {
    for (ActivityMeasure measure : ActivityMeasure.values()) {
      for (Direction direction : Direction.values()) {
        addWithAndWithoutMask(
            "learnable gate on " + measure + ", " + direction,
            direction == Direction.SKIP_LOW ? InputLayout.NCW : InputLayout.NCHW,
            residual(
                () ->
                    new ActivityGateLayer.Builder()
                        .measure(measure)
                        .direction(direction)
                        .learnable(true)
                        .temperature(new ExponentialSchedule(ScheduleType.ITERATION, 0.4, 0.9))
                        .build()));
      }
    }
    for (ConfidenceMeasure measure : ConfidenceMeasure.values()) {
      for (boolean learnable : new boolean[] {true, false}) {
        add(
            (learnable ? "learnable" : "fixed") + " early exit on " + measure,
            InputLayout.DENSE,
            false,
            (graph, scaffold) ->
                graph
                    .addLayer("exit", classifier(), "stem")
                    .addLayer("deeper", scaffold.keepingShape(), "stem")
                    .addLayer("deep", classifier(), "deeper")
                    .addLayer(
                        "gate",
                        new ConfidenceGateLayer.Builder()
                            .measure(measure)
                            .threshold(0.6)
                            .learnable(learnable)
                            .temperature(0.3)
                            .build(),
                        "exit")
                    .addVertex("routed", new RoutingVertex(), "gate", "deep", "exit"));
      }
    }
  }

  private static Layer classifier() {
    return new DenseLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  private void bypasses() {
    for (InputLayout layout : List.of(InputLayout.NCHW, InputLayout.NHWC)) {
      add(
          "strided projecting bypass",
          layout,
          false,
          bypass(() -> new SkipConnectionLayer.Builder().projection(2, 2, 2).build(), 2, 2));
      add(
          "channels side by side",
          layout,
          false,
          (graph, scaffold) ->
              graph
                  .addLayer("half", scaffold.keepingShape(), "stem")
                  .addLayer("other", scaffold.keepingShape(), "stem")
                  .addVertex("routed", new ChannelMergeVertex(), "half", "other"));
    }
    add(
        "bypass without L1",
        InputLayout.DENSE,
        false,
        bypass(() -> new SkipConnectionLayer.Builder().l1(0).initialWeight(0.4).build(), 3, 1));
  }
}
