package io.github.dl4jrouting.inference;

import java.lang.module.ModuleFinder;

/**
 * Whether the engine makes its products with the JDK's Vector API, and not with OpenBLAS: where the
 * JVM was started with {@value #OPTION}.
 */
final class VectorApi {
  private static final String MODULE = "jdk.incubator.vector";

  /** What Java is started with. */
  static final String OPTION = "--add-modules " + MODULE;

  private static final boolean THERE =
      ModuleLayer.boot().findModule(MODULE).isPresent() && VirtualMachine.hasFusedMultiplyAdd();

  /** How many numbers behind a memory's last are readable, for products to read too many. */
  static final int BEHIND = THERE ? VectorProducts.HEIGHT : 0;

  private VectorApi() {}

  static boolean isThere() {
    return THERE;
  }

  /** Whether Java could be started with it. */
  static boolean isInTheJdk() {
    return ModuleFinder.ofSystem().find(MODULE).isPresent() && VirtualMachine.hasFusedMultiplyAdd();
  }
}
