package io.github.dl4jrouting.examples.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The models of DL4J's own zoo, without NASNet, which DL4J 1.0.0-M2.1 cannot build. Their weights
 * are drawn: times do not depend on them.
 */
public final class Dl4jZoo {
  private static final int IMAGENET = 1000;
  private static final int CHARACTERS = 77;
  private static final int STEPS = 50;

  /** Dimensions of an image. */
  private static final int IMAGE = 3;

  private static final Map<String, Entry> MODELS = new LinkedHashMap<>();

  static {
    put("LeNet", () -> LeNet.builder().numClasses(10).build(), 1, 28, 28);
    put("SimpleCNN", () -> SimpleCNN.builder().numClasses(10).build(), 3, 48, 48);
    put("AlexNet", () -> AlexNet.builder().numClasses(IMAGENET).build(), 3, 224, 224);
    put("VGG16", () -> VGG16.builder().numClasses(IMAGENET).build(), 3, 224, 224);
    put("VGG19", () -> VGG19.builder().numClasses(IMAGENET).build(), 3, 224, 224);
    put("ResNet50", () -> ResNet50.builder().numClasses(IMAGENET).build(), 3, 224, 224);
    put("SqueezeNet", () -> SqueezeNet.builder().numClasses(IMAGENET).build(), 3, 227, 227);
    put("Xception", () -> Xception.builder().numClasses(IMAGENET).build(), 3, 299, 299);
    put(
        "InceptionResNetV1",
        () -> InceptionResNetV1.builder().numClasses(IMAGENET).build(),
        3,
        160,
        160);
    put(
        "FaceNetNN4Small2",
        () -> FaceNetNN4Small2.builder().numClasses(IMAGENET).build(),
        3,
        96,
        96);
    put("Darknet19", () -> Darknet19.builder().numClasses(IMAGENET).build(), 3, 224, 224);
    put("TinyYOLO", () -> TinyYOLO.builder().numClasses(20).build(), 3, 416, 416);
    put("YOLO2", () -> YOLO2.builder().numClasses(20).build(), 3, 416, 416);
    put("UNet", () -> UNet.builder().build(), 3, 256, 256);
    put(
        "TextGenerationLSTM",
        () -> TextGenerationLSTM.builder().inputShape(new int[] {STEPS, CHARACTERS}).build(),
        CHARACTERS,
        STEPS);
  }

  private record Entry(Supplier<ZooModel> model, int[] input) {}

  private Dl4jZoo() {}

  private static void put(String name, Supplier<ZooModel> model, int... input) {
    MODELS.put(name, new Entry(model, input));
  }

  /**
   * The names of all models.
   *
   * @return kind by kind
   */
  public static List<String> names() {
    return List.copyOf(MODELS.keySet());
  }

  /**
   * Builds a model.
   *
   * @param name one of {@link #names}
   * @param seed of its weights
   * @return the network, and the shape of a sample
   */
  public static Subject subject(String name, long seed) {
    Entry entry = MODELS.get(name);
    ZooModel zooModel = entry.model().get();
    if (entry.input().length == IMAGE) {
      zooModel.setInputShape(new int[][] {entry.input()});
    }
    Model model = zooModel.init();
    ComputationGraph network =
        model instanceof MultiLayerNetwork layers
            ? layers.toComputationGraph()
            : (ComputationGraph) model;
    Nd4j.getRandom().setSeed(seed);
    network.paramTable().forEach(Dl4jZoo::draw);
    return new Subject(name, network, entry.input(), OptionalInt.empty());
  }

  /** Weights that make outputs about as large as inputs: some models' own make infinite ones. */
  private static void draw(String key, INDArray values) {
    if (key.endsWith("W")) {
      long inputs = values.rank() == 2 ? values.size(0) : values.length() / values.size(0);
      values.assign(Nd4j.randn(values.shape()).muli(Math.sqrt(2.0 / inputs)));
    }
  }
}
