package io.github.dl4jrouting.router;

/** How a router turns its scores into probabilities at inference. Always deterministic. */
public enum InferenceMode {
  /** One-hot of the highest score; the first of equal scores wins. */
  HARD,
  /** Softmax over the k highest scores, exact zeros elsewhere. */
  TOP_K,
  /** Softmax over all scores: nothing is skipped. */
  SOFT
}
