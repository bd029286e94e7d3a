package io.github.dl4jrouting.inference;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** What the JVM makes of the processor. */
final class VirtualMachine {
  private static final int AVX_512 = 3;

  private VirtualMachine() {}

  /** Whether it uses AVX-512. */
  static boolean hasAvx512() {
    return option("UseAVX").map(value -> Integer.parseInt(value) >= AVX_512).orElse(false);
  }

  /**
   * Whether it multiplies and adds in one instruction: without, that takes a thousand times as
   * long.
   */
  static boolean hasFusedMultiplyAdd() {
    return option("UseFMA").map(Boolean::parseBoolean).orElse(false);
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
