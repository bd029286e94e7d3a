package io.github.dl4jrouting.examples.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arbiter stays behind the zoo's own classes. */
@AnalyzeClasses(
    packages = "io.github.dl4jrouting.examples",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArbiterTest {
  @ArchTest
  static final ArchRule commandsDoWithoutArbiter =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.deeplearning4j.arbiter..");
}
