package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.router.RouterLayer;
import java.util.Locale;

/** What a router's sub-network looks like. */
public enum RouterKind {
  /** Scores that are linear in the activation. */
  LINEAR,
  /** One hidden layer. */
  MLP,
  /** A softmax over the features weights them before linear scores. */
  ATTENTION;

  private static final int HIDDEN = 16;

  RouterLayer.Builder builder() {
    RouterLayer.Builder builder = new RouterLayer.Builder();
    return switch (this) {
      case LINEAR -> builder;
      case MLP -> builder.hidden(HIDDEN);
      case ATTENTION -> builder.featureAttention(true);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
