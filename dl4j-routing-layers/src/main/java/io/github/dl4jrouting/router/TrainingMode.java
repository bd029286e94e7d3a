package io.github.dl4jrouting.router;

/**
 * How a router turns its scores s into the probabilities p that mix the paths while it is trained.
 */
public enum TrainingMode {
  /** p = softmax(s / T): every path takes part, weighted. */
  SOFT,
  /**
   * p = one-hot argmax(s + noise) going forward, the gradient of softmax(s / T) going back (Bengio,
   * Léonard, Courville 2013, arXiv 1308.3432, section 4): paths are used as they will be at
   * inference. Biased, so finite differences do not see its gradient.
   */
  STRAIGHT_THROUGH,
  /**
   * p = softmax((s + noise · g) / T) with g drawn from Gumbel(0, 1) (Jang, Gu, Poole 2017, arXiv
   * 1611.01144; Maddison, Mnih, Teh 2017, arXiv 1611.00712).
   */
  GUMBEL
}
