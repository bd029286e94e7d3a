package io.github.dl4jrouting.inference;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once where OpenBLAS has not taken the kernels that the processor is good for. The OpenBLAS
 * of DL4J 1.0.0-M2.1 is of 2021, and takes kernels with SSE alone for processors that it does not
 * know, such as AMD's Zen 5. The JDK's {@link VectorApi} knows them.
 */
final class KernelAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelAdvice.class);

  /** The environment variable that OpenBLAS reads when it is loaded. */
  private static final String CHOICE = "OPENBLAS_CORETYPE";

  private KernelAdvice() {}

  /** For kernels that pack small matrices. */
  static void log() {
    Optional<String> warning =
        of(Optional.ofNullable(System.getenv(CHOICE)), VirtualMachine::hasAvx512);
    if (warning.isPresent()) {
      LOG.warn(warning.get());
    } else if (VectorApi.isInTheJdk()) {
      LOG.info(
          "Dense layers and convolutions are faster where Java is started with {}",
          VectorApi.OPTION);
    }
  }

  /**
   * The warning, where there is any.
   *
   * @param choice which kernels the user has chosen
   * @param avx512 whether the processor has AVX-512; asked where it matters alone
   */
  static Optional<String> of(Optional<String> choice, BooleanSupplier avx512) {
    return choice.isEmpty() && avx512.getAsBoolean()
        ? Optional.of(
            "OpenBLAS does not know this processor, or does not use its AVX-512: dense layers and"
                + " convolutions take several times as long as they could. Start Java with "
                + VectorApi.OPTION
                + ", with which the engine needs no OpenBLAS, or set the environment variable "
                + CHOICE
                + "=SkylakeX before (stock DL4J gains by it too), or to Haswell to keep this"
                + " message away.")
        : Optional.empty();
  }
}
