package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelAdviceTest {

  @Test
  void advisesWhereAvx512IsLeftUnused() {
    assertThat(KernelAdvice.of(Optional.empty(), () -> true))
        .hasValueSatisfying(
            advice -> assertThat(advice).contains("OPENBLAS_CORETYPE=SkylakeX", VectorApi.OPTION));
  }

  @Test
  void saysNothingElsewhere() {
    assertThat(KernelAdvice.of(Optional.empty(), () -> false)).isEmpty();
    assertThat(KernelAdvice.of(Optional.of("Haswell"), () -> true)).isEmpty();
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
