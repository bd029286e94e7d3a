package io.github.dl4jrouting.inference;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once where OpenBLAS has not taken the kernels that the processor is good for. The OpenBLAS
 * of DL4J 1.0.0-M2.1 is of 2021, and takes kernels with SSE alone for processors that it does not
 * know, such as AMD's Zen 5.
 */
final class KernelAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelAdvice.class);

  /** The environment variable that OpenBLAS reads when it is loaded. */
  private static final String CHOICE = "OPENBLAS_CORETYPE";

  private static final int AVX_512 = 3;

  private KernelAdvice() {}

  /** For kernels that pack small matrices. */
  static void log() {
    of(Optional.ofNullable(System.getenv(CHOICE)), KernelAdvice::hasAvx512).ifPresent(LOG::warn);
  }

  /**
   * The advice, where there is any.
   *
   * @param choice which kernels the user has chosen
   * @param avx512 whether the processor has AVX-512; asked where it matters alone
   */
  static Optional<String> of(Optional<String> choice, BooleanSupplier avx512) {
    return choice.isEmpty() && avx512.getAsBoolean()
        ? Optional.of(
            "OpenBLAS does not know this processor, or does not use its AVX-512: dense layers and"
                + " convolutions take several times as long as they could. Set the environment"
                + " variable "
                + CHOICE
                + "=SkylakeX before Java starts (stock DL4J gains by it too), or to Haswell to"
                + " keep this message away.")
        : Optional.empty();
  }

  /** As far as the JVM uses it. */
  static boolean hasAvx512() {
    try {
      CompositeData option =
          (CompositeData)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                      "getVMOption",
                      new Object[] {"UseAVX"},
                      new String[] {String.class.getName()});
      return Integer.parseInt((String) option.get("value")) >= AVX_512;
    } catch (JMException | RuntimeException | LinkageError e) {
      return false; // another processor, another JVM, or one without management
    }
  }
}
