package io.github.dl4jrouting.inference;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once where OpenBLAS has not taken the kernels that the processor is good for. The OpenBLAS
 * of DL4J 1.0.0-M2.1 is of 2021, and takes kernels with SSE alone for processors that it does not
 * know, such as AMD's Zen 5. The JDK's {@link VectorApi} knows them, and is faster than kernels
 * without AVX-512 too.
 */
final class KernelAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelAdvice.class);

  /** The environment variable that OpenBLAS reads when it is loaded. */
  private static final String CHOICE = "OPENBLAS_CORETYPE";

  private KernelAdvice() {}

  /** For kernels that pack small matrices; nothing where the user has chosen them. */
  static void log() {
    if (System.getenv(CHOICE) == null) {
      boolean vectors = VectorApi.isInTheJdk();
      if (VirtualMachine.hasAvx512()) {
        LOG.warn(
            "OpenBLAS does not know this processor, or does not use its AVX-512: dense layers and"
                + " convolutions take several times as long as they could. {}",
            advice(vectors));
      } else if (vectors) {
        LOG.info(
            "Dense layers and convolutions are faster where Java is started with {}",
            VectorApi.OPTION);
      }
    }
  }

  /**
   * What to do about it.
   *
   * @param vectors whether the JVM could have the Vector API
   */
  static String advice(boolean vectors) {
    String kernels =
        "set the environment variable "
            + CHOICE
            + "=SkylakeX before Java starts (stock DL4J gains by it too), or to Haswell to keep"
            + " this message away.";
    return vectors
        ? "Start Java with " + VectorApi.OPTION + ", or " + kernels
        : Character.toUpperCase(kernels.charAt(0)) + kernels.substring(1);
  }
}
