package io.github.dl4jrouting.inference;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** What the JVM makes of the processor. */
final class VirtualMachine {
  private static final int AVX_512 = 3;

  /** The level of compilation that C2 is. */
  private static final int C2 = 4;

  private static final int FOUR_FLOATS = 4 * Float.BYTES;

  private VirtualMachine() {}

  /** Whether it uses AVX-512. */
  static boolean hasAvx512() {
    return option("UseAVX").map(value -> Integer.parseInt(value) >= AVX_512).orElse(false);
  }

  /**
   * Whether it compiles what is done with vectors to instructions of the processor, fused
   * multiply-adds among them: HotSpot's C2 does. Without, each takes a thousand times as long.
   */
  static boolean compilesVectors() {
    String mode = System.getProperty("java.vm.info", "");
    return is("UseFMA", false)
        && is("EnableVectorSupport", true)
        && !is("UseJVMCICompiler", false)
        && option("TieredStopAtLevel").map(level -> Integer.parseInt(level) == C2).orElse(false)
        && option("MaxVectorSize").map(size -> Integer.parseInt(size) >= FOUR_FLOATS).orElse(false)
        && !mode.contains("interpreted")
        && !mode.contains("emulated-client");
  }

  private static boolean is(String name, boolean otherwise) {
    return option(name).map(Boolean::parseBoolean).orElse(otherwise);
  }

  /** Of another processor's JVM, of another JVM, or of one without management there is none. */
  private static Optional<String> option(String name) {
    try {
      CompositeData option =
          (CompositeData)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                      "getVMOption",
                      new Object[] {name},
                      new String[] {String.class.getName()});
      return Optional.of((String) option.get("value"));
    } catch (JMException | RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }
}
