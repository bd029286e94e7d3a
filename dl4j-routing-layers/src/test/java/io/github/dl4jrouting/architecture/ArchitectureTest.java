package io.github.dl4jrouting.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what. */
@AnalyzeClasses(
    packages = "io.github.dl4jrouting",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String VECTOR_API = "jdk.incubator.vector..";

  @ArchTest
  static final ArchRule dependsOnDl4jAndNd4jAlone =
      classes()
          .that()
          .resideOutsideOfPackages("..inference..", "..convolution..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..",
                  "io.github.dl4jrouting..",
                  "org.deeplearning4j..",
                  "org.nd4j..",
                  // DL4J's listeners log with it, and so do ours
                  "org.slf4j..",
                  // statistics of the calibration; ND4J brings it
                  "org.apache.commons.math3.."));

  @ArchTest
  static final ArchRule arbiterIsForTheZooAlone =
      noClasses().should().dependOnClassesThat(resideInAPackage("org.deeplearning4j.arbiter.."));

  @ArchTest
  static final ArchRule inferenceAndConvolutionAloneCallNativeLibraries =
      classes()
          .that()
          .resideInAnyPackage("..inference..", "..convolution..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..",
                  "io.github.dl4jrouting..",
                  "org.deeplearning4j..",
                  "org.nd4j..",
                  "org.bytedeco..",
                  "org.slf4j..",
                  // tells which instructions the JVM uses
                  "javax.management..",
                  // not there in every JVM
                  VECTOR_API))
          .allowEmptyShould(true);

  /** What else is loaded in a JVM without it. */
  @ArchTest
  static final ArchRule fiveClassesAloneNeedTheVectorApi =
      noClasses()
          .that()
          .doNotHaveSimpleName("VectorProducts")
          .and()
          .doNotHaveSimpleName("VectorFunctions")
          .and()
          .doNotHaveSimpleName("VectorTiles")
          .and()
          .doNotHaveSimpleName("VectorLstm")
          .and()
          .doNotHaveSimpleName("VectorWinograd")
          .should()
          .dependOnClassesThat(resideInAPackage(VECTOR_API));

  @ArchTest
  static final ArchRule pureDecisionsKnowNoFramework =
      noClasses()
          .that()
          .haveNameMatching(".*\\.(Routing|Penalty|Decisions|SoftGate|Direction)(\\$.*)?")
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.nd4j..", "org.deeplearning4j.."));

  @ArchTest
  static final ArchRule pureArrayFunctionsKnowNoLayers =
      noClasses()
          .that()
          .haveNameMatching(
              ".*\\.(Activity|ActivityMeasure|ConfidenceMeasure|FeaturePooling)(\\$.*)?")
          .should()
          .dependOnClassesThat(resideInAPackage("org.deeplearning4j.."));

  @ArchTest
  static final ArchRule namesSayWhatAClassIs =
      noClasses()
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.be(
                  nameMatching(".*\\.[A-Za-z0-9$]*(Util|Helper|Manager|Common)[A-Za-z0-9$]*")));

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.github.dl4jrouting.(*)..").should().beFreeOfCycles();
}
