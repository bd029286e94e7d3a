package io.github.dl4jrouting.zoo;

/** What decides, in a network of this zoo, whether a sample needs a block. */
public enum Routing {
  /** Nothing: the dense twin, which computes every block for every sample. */
  NONE,
  /** A trainable {@link io.github.dl4jrouting.router.RouterLayer} before each block. */
  ROUTERS,
  /**
   * An {@link io.github.dl4jrouting.gate.ActivityGateLayer} before each block; all are open until
   * their thresholds are set, for example by {@link
   * io.github.dl4jrouting.calibration.SkipRatioCalibrator}.
   */
  ACTIVITY_GATES
}
