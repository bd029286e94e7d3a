package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.PaddedSamples;
import io.github.dl4jrouting.zoo.RoutedLeNet;
import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.RoutedResNet;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import io.github.dl4jrouting.zoo.recipe.LeNetRecipe;
import io.github.dl4jrouting.zoo.recipe.LeNetSettings;
import io.github.dl4jrouting.zoo.recipe.MlpRecipe;
import io.github.dl4jrouting.zoo.recipe.MlpSettings;
import io.github.dl4jrouting.zoo.recipe.ResNetRecipe;
import io.github.dl4jrouting.zoo.recipe.ResNetSettings;
import io.github.dl4jrouting.zoo.recipe.RouterTraining;
import io.github.dl4jrouting.zoo.recipe.TwinRecipe;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The models that there is a recipe for. */
public enum TrainableModel {
  /** {@link RoutedLeNet} with its early exits. */
  LE_NET("RoutedLeNet", true, 7, 1, Routing.EARLY_EXIT) {
    @Override
    TwinRecipe<?> recipe(Dataset data, boolean routed, int epochs, long seed) {
      return new LeNetRecipe(
          routed,
          LeNetSettings.mnist(epochs, seed)
              .with(
                  data.shape().channels(),
                  data.shape().height(),
                  data.shape().width(),
                  data.classes()));
    }

    @Override
    RoutedZooModel<?> model(Routing routing) {
      return RoutedLeNet.builder().routing(routing).build();
    }
  },
  /** {@link RoutedMlp} with an early exit. */
  MLP("RoutedMlp", false, 10, 1, Routing.EARLY_EXIT) {
    @Override
    TwinRecipe<?> recipe(Dataset data, boolean routed, int epochs, long seed) {
      return mlpRecipe(data, routed, epochs, seed);
    }

    @Override
    RoutedZooModel<?> model(Routing routing) {
      return RoutedMlp.builder().routing(routing).build();
    }
  },
  /** {@link RoutedMlp} with a router before each block, to compare with. */
  MLP_ROUTERS("RoutedMlp-routers", false, 10, 1, Routing.ROUTERS) {
    @Override
    TwinRecipe<?> recipe(Dataset data, boolean routed, int epochs, long seed) {
      return mlpRecipe(data, routed, epochs, seed);
    }

    @Override
    RoutedZooModel<?> model(Routing routing) {
      return RoutedMlp.builder().routing(routing).build();
    }
  },
  /** {@link RoutedResNet}, ResNet-20, with routers; smaller images are padded to 32×32. */
  RES_NET("RoutedResNet", true, 10, 0, Routing.ROUTERS) {
    @Override
    TwinRecipe<?> recipe(Dataset data, boolean routed, int epochs, long seed) {
      return new ResNetRecipe(
          ResNetSettings.mnist(epochs, seed)
              .with(
                  data.shape().channels(),
                  data.shape().height(),
                  data.shape().width(),
                  data.classes()),
          routed ? Optional.of(RouterTraining.mnist()) : Optional.empty());
    }

    @Override
    RoutedZooModel<?> model(Routing routing) {
      return RoutedResNet.builder().image(1, RES_NET_IMAGE, RES_NET_IMAGE).routing(routing).build();
    }

    @Override
    Dataset prepared(Dataset data) throws DatasetException {
      data.requireImages(this + "'s convolutions");
      return new Dataset(
          data.name(),
          PaddedSamples.of(data.train(), RES_NET_IMAGE, RES_NET_IMAGE),
          PaddedSamples.of(data.test(), RES_NET_IMAGE, RES_NET_IMAGE),
          data.classNames());
    }

    @Override
    int batch() {
      return RES_NET_BATCH;
    }

    @Override
    public int epochSamples() {
      return RES_NET_EPOCH_SAMPLES;
    }
  };

  /** Training samples in an epoch of {@link #RES_NET}, of which seven are nearly all of MNIST. */
  public static final int RES_NET_EPOCH_SAMPLES = 7_000;

  private static final int RES_NET_IMAGE = 32;
  private static final int RES_NET_BATCH = 50;
  private static final int BATCH = 100;

  private final String title;
  private final boolean images;
  private final int epochs;
  private final int shift;
  private final Routing routing;

  TrainableModel(String title, boolean images, int epochs, int shift, Routing routing) {
    this.title = title;
    this.images = images;
    this.epochs = epochs;
    this.shift = shift;
    this.routing = routing;
  }

  /**
   * Finds a model by the name of its class.
   *
   * @param name in upper or lower case
   * @return the model
   * @throws IllegalArgumentException if there is no recipe for it; the message lists those there
   *     are
   */
  public static TrainableModel byName(String name) {
    return Arrays.stream(values())
        .filter(model -> model.title.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(values())
                            .map(TrainableModel::toString)
                            .collect(Collectors.joining(", "))
                        + ", found '"
                        + name
                        + "'"));
  }

  /**
   * The data as the model takes them.
   *
   * @param data as they were read
   * @return the same samples, of another shape perhaps
   * @throws DatasetException if the model cannot take them
   */
  Dataset prepared(Dataset data) throws DatasetException {
    return data;
  }

  /** Samples in a mini-batch of training. */
  int batch() {
    return BATCH;
  }

  /**
   * How many training samples an epoch has at most, unless the command says otherwise.
   *
   * @return {@link Integer#MAX_VALUE} for all
   */
  public int epochSamples() {
    return Integer.MAX_VALUE;
  }

  /** How it is trained, from new weights on. */
  abstract TwinRecipe<?> recipe(Dataset data, boolean routed, int epochs, long seed);

  MlpRecipe mlpRecipe(Dataset data, boolean routed, int epochs, long seed) {
    MlpSettings usual = MlpSettings.mnist(epochs, seed);
    return new MlpRecipe(routed, usual.with(data.shape().features(), data.classes(), routing()));
  }

  /** The model of the zoo. */
  abstract RoutedZooModel<?> model(Routing routing);

  /** Whether it takes [n, channels, height, width]. */
  boolean images() {
    return images;
  }

  /** How many pixels training images are moved at most. */
  int shift() {
    return shift;
  }

  /** How the routed one is routed. */
  Routing routing() {
    return routing;
  }

  /**
   * How long it is trained, unless the command says otherwise.
   *
   * @return passes over the training samples
   */
  public int epochs() {
    return epochs;
  }

  @Override
  public String toString() {
    return title;
  }
}
