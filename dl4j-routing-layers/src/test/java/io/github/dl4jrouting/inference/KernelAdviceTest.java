package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KernelAdviceTest {

  @Test
  void advisesWhereAvx512IsLeftUnused() {
    assertThat(KernelAdvice.of(true, Optional.empty(), true))
        .hasValueSatisfying(advice -> assertThat(advice).contains("OPENBLAS_CORETYPE=SkylakeX"));
  }

  @Test
  void saysNothingElsewhere() {
    assertThat(KernelAdvice.of(false, Optional.empty(), true)).isEmpty();
    assertThat(KernelAdvice.of(true, Optional.empty(), false)).isEmpty();
    assertThat(KernelAdvice.of(true, Optional.of("Haswell"), true)).isEmpty();
  }

  @Test
  void findsNoAvx512ThatThereIsNot() throws IOException {
    Path processors = Path.of("/proc/cpuinfo");
    if (KernelAdvice.hasAvx512() && Files.isReadable(processors)) {
      assertThat(Files.readString(processors)).contains("avx512");
    }
  }
}
