package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class KernelAdviceTest {

  @Test
  void advisesTheVectorApiWhereTheJvmHasIt() {
    assertThat(KernelAdvice.advice(true))
        .startsWith("Start Java with --add-modules jdk.incubator.vector, or set")
        .contains("OPENBLAS_CORETYPE=SkylakeX");
    assertThat(KernelAdvice.advice(false))
        .startsWith("Set the environment variable OPENBLAS_CORETYPE=SkylakeX");
  }

  @Test
  void theVectorApiIsUsedWhereItIsCompiledAlone() {
    boolean started = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertThat(RoutedInference.usesVectorApi())
        .isEqualTo(started && VirtualMachine.compilesVectors());
  }

  @Test
  void asksTheJvmForAvx512() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    assumeTrue(System.getProperty("os.arch").equals("amd64") && jvm != null);
    int avx = Integer.parseInt(jvm.getVMOption("UseAVX").getValue());
    assertThat(VirtualMachine.hasAvx512()).isEqualTo(avx >= 3);
  }
}
