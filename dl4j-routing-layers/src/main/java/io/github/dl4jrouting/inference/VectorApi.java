package io.github.dl4jrouting.inference;

import java.lang.module.ModuleFinder;
import org.slf4j.LoggerFactory;

/**
 * Whether the engine makes its products with the JDK's Vector API, and not with OpenBLAS: where the
 * JVM was started with {@value #OPTION}, and compiles what is done with vectors.
 */
final class VectorApi {
  private static final String MODULE = "jdk.incubator.vector";

  /** What Java is started with. */
  static final String OPTION = "--add-modules " + MODULE;

  private static final boolean THERE = find();

  /** How many numbers behind a memory's last are readable, for products to read too many. */
  static final int BEHIND = THERE ? VectorProducts.HEIGHT : 0;

  private VectorApi() {}

  static boolean isThere() {
    return THERE;
  }

  private static boolean find() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return false;
    }
    boolean compiled = VirtualMachine.compilesVectors();
    if (!compiled) {
      LoggerFactory.getLogger(VectorApi.class)
          .warn(
              "The Vector API is there, but this JVM does not compile it to instructions of this"
                  + " processor (it takes HotSpot's C2 compiler and fused multiply-adds): the"
                  + " engine multiplies with OpenBLAS.");
    }
    return compiled;
  }

  /** Whether Java could be started with it. */
  static boolean isInTheJdk() {
    return ModuleFinder.ofSystem().find(MODULE).isPresent() && VirtualMachine.compilesVectors();
  }
}
