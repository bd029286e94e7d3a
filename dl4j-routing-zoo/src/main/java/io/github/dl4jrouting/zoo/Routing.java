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
  ACTIVITY_GATES,
  /**
   * A {@link io.github.dl4jrouting.gate.ConfidenceGateLayer} on an early classifier: samples of
   * which it is sure leave, the others compute the rest of the network. For networks that have such
   * an exit; they have it with {@link #ROUTERS} and {@link #ACTIVITY_GATES} too.
   */
  EARLY_EXIT
}
