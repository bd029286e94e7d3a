package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.activation.ClippedProbabilities;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Activation functions of one number, on the first n of an array. */
interface Pointwise {
  /** The package of DL4J's functions. */
  String DL4J = ActivationIdentity.class.getPackageName() + ".";

  /** Leaves everything as it is. */
  Pointwise IDENTITY = (x, n) -> {};

  /** max(x, 0). */
  Pointwise RELU =
      new Pointwise() {
        @Override
        public void apply(float[] x, int n) {
          Loops.relu(x, n);
        }

        @Override
        public void apply(float[] x, int n, float plus) {
          Loops.relu(x, n, plus);
        }
      };

  /** 1 / (1 + e⁻ˣ), also where that is small, to 3e-7 of itself. */
  Pointwise SIGMOID = (x, n) -> Loops.sigmoid(x, n, false);

  /** Applies the function in place. */
  void apply(float[] x, int n);

  /** Adds a constant, then applies the function. */
  default void apply(float[] x, int n, float plus) {
    Loops.addConstant(x, n, plus);
    apply(x, n);
  }

  /** The loop for one of DL4J's functions, if there is one. */
  static Optional<Pointwise> of(IActivation activation) {
    if (activation.getClass() == ClippedProbabilities.class) {
      return Optional.of(IDENTITY);
    }
    if (!activation.getClass().getName().startsWith(DL4J)) {
      return Optional.empty(); // A subclass may compute something else.
    }
    if (activation instanceof ActivationIdentity) {
      return Optional.of(IDENTITY);
    }
    if (activation instanceof ActivationReLU && activation.equals(new ActivationReLU())) {
      return Optional.of(RELU);
    }
    if (activation instanceof ActivationReLU6) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = Math.min(Math.max(x[j], 0f), 6f);
            }
          });
    }
    if (activation instanceof ActivationLReLU leaky) {
      float alpha = (float) leaky.getAlpha();
      return Optional.of(
          alpha > 0 && alpha <= 1
              ? (x, n) -> Loops.leakyRelu(x, n, alpha)
              : (x, n) -> {
                for (int j = 0; j < n; j++) {
                  x[j] = x[j] < 0 ? alpha * x[j] : x[j];
                }
              });
    }
    if (activation instanceof ActivationHardTanH) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = Math.min(Math.max(x[j], -1f), 1f);
            }
          });
    }
    if (activation instanceof ActivationHardSigmoid) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = Math.min(1f, Math.max(0f, 0.2f * x[j] + 0.5f));
            }
          });
    }
    if (activation instanceof ActivationCube) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = x[j] * x[j] * x[j];
            }
          });
    }
    if (activation instanceof ActivationSoftSign) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = x[j] / (1 + Math.abs(x[j]));
            }
          });
    }
    if (activation instanceof ActivationThresholdedReLU rectifier) {
      float theta = (float) rectifier.getTheta();
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = x[j] > theta ? x[j] : 0;
            }
          });
    }
    if (activation instanceof ActivationRationalTanh) {
      return Optional.of(Exponentials::rationalTanh);
    }
    return transcendental(activation);
  }

  private static Optional<Pointwise> transcendental(IActivation activation) {
    if (activation instanceof ActivationSigmoid) {
      return Optional.of(SIGMOID);
    }
    if (activation instanceof ActivationTanH) {
      return Optional.of(Loops::tanh);
    }
    if (activation instanceof ActivationRectifiedTanh) {
      return Optional.of(
          (x, n) -> {
            Loops.relu(x, n);
            Loops.tanh(x, n);
          });
    }
    if (activation instanceof ActivationELU elu) {
      float alpha = (float) elu.getAlpha();
      return Optional.of((x, n) -> Exponentials.elu(x, n, 1, alpha));
    }
    if (activation instanceof ActivationSELU) {
      return Optional.of(
          (x, n) -> Exponentials.elu(x, n, Exponentials.SELU_SCALE, Exponentials.SELU_ALPHA));
    }
    if (activation instanceof ActivationGELU gelu) {
      return Optional.of(gelu.isPrecise() ? Exponentials::preciseGelu : Exponentials::gelu);
    }
    if (activation instanceof ActivationMish) {
      return Optional.of(Exponentials::mish);
    }
    if (activation instanceof ActivationSoftPlus) {
      return Optional.of(
          (x, n) -> {
            for (int j = 0; j < n; j++) {
              x[j] = (float) (Math.max(x[j], 0) + Math.log1p(Math.exp(-Math.abs(x[j]))));
            }
          });
    }
    if (activation instanceof ActivationSwish) {
      return Optional.of((x, n) -> Loops.sigmoid(x, n, true));
    }
    return Optional.empty();
  }
}
