package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.router.InferenceMode;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;

/** Guard: no layer, vertex, layout or mode of the library escapes the contract. */
class CoverageTest {
  @Test
  void everyLayerAndVertexOfTheLibraryIsUnderContract() {
    assertThat(names(ContractCases.all()))
        .containsAll(
            new ClassFileImporter()
                    .importUrl(
                        RouterLayer.class.getProtectionDomain().getCodeSource().getLocation())
                    .stream()
                    .filter(
                        c -> c.isAssignableTo(Layer.class) || c.isAssignableTo(GraphVertex.class))
                    .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                    .map(JavaClass::getName)
                    .toList());
  }

  @Test
  void theQuickSelectionMeetsEveryLayerToo() {
    assertThat(names(ContractCases.all().filter(ContractCases::isOneOfEachLayer)))
        .isEqualTo(names(ContractCases.all()));
  }

  private static Set<String> names(Stream<ContractCase> cases) {
    return described(cases, thing -> thing.getClass().getName())
        .filter(name -> name.startsWith("io.github.dl4jrouting"))
        .collect(Collectors.toSet());
  }

  @Test
  void everyLayoutIsUnderContractWithRouterGateBypassAndBlock() {
    for (InputLayout layout : InputLayout.values()) {
      assertThat(names(ContractCases.all().filter(c -> c.scaffold().layout() == layout)))
          .extracting(name -> name.substring(name.lastIndexOf('.') + 1))
          .contains(
              "RouterLayer",
              "ActivityGateLayer",
              "SkipConnectionLayer",
              "RoutingVertex",
              "ActivitySkipLayer");
    }
  }

  @Test
  void everyTrainingModeIsUnderContract() {
    assertThat(routers().map(RouterLayer::trainingMode)).contains(TrainingMode.values());
    assertThat(routers().map(RouterLayer::inferenceMode))
        .contains(InferenceMode.HARD, InferenceMode.TOP_K);
  }

  private static Stream<RouterLayer> routers() {
    return described(ContractCases.all(), thing -> thing)
        .filter(RouterLayer.class::isInstance)
        .map(RouterLayer.class::cast);
  }

  private static <T> Stream<T> described(
      Stream<ContractCase> cases, Function<Object, T> description) {
    return cases
        .flatMap(c -> c.configuration(Setup.doubles()).getVertices().values().stream())
        .map(v -> v instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : v)
        .map(description);
  }
}
