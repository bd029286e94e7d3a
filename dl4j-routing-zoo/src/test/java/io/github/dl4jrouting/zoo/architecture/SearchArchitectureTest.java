package io.github.dl4jrouting.zoo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What of the zoo may depend on Arbiter, and on what else. */
@AnalyzeClasses(
    packages = "io.github.dl4jrouting.zoo",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SearchArchitectureTest {
  @ArchTest
  static final ArchRule modelsDoWithoutArbiter =
      noClasses()
          .that()
          .resideOutsideOfPackage("..zoo.search..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.deeplearning4j.arbiter..");

  @ArchTest
  static final ArchRule searchPackagesFormNoCycle =
      slices().matching("io.github.dl4jrouting.zoo.search.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule runnerKnowsNeitherThresholdsNorTraining =
      noClasses()
          .that()
          .resideInAPackage("io.github.dl4jrouting.zoo.search")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.github.dl4jrouting.zoo.search.*..");
}
