package io.github.dl4jrouting.zoo.contract;

import io.github.dl4jrouting.zoo.ResNetShape;
import io.github.dl4jrouting.zoo.RoutedLeNet;
import io.github.dl4jrouting.zoo.RoutedLeNetBuilder;
import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.RoutedResNet;
import io.github.dl4jrouting.zoo.RoutedResNetBuilder;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The models under contract: a new model of the zoo needs a line here, which {@link
 * ZooContractTest} asks for, and is then held to all of it.
 */
final class SmallModels {

  private SmallModels() {}

  static List<SmallModel> all() {
    return List.of(
        new SmallModel("RoutedMlp", true, () -> RoutedMlp.builder().inputs(6).width(8).blocks(3)),
        new SmallModel("RoutedLeNet, NCHW", true, () -> leNet(CNN2DFormat.NCHW)),
        new SmallModel("RoutedLeNet, NHWC", false, () -> leNet(CNN2DFormat.NHWC)),
        new SmallModel(
            "RoutedLeNet with an exit at the image, NCHW",
            true,
            () -> leNet(CNN2DFormat.NCHW).imageExitUnits(5)),
        new SmallModel(
            "RoutedLeNet with an exit at the image, NHWC",
            false,
            () -> leNet(CNN2DFormat.NHWC).imageExitUnits(5)),
        new SmallModel("RoutedResNet, NCHW", true, () -> cifar(CNN2DFormat.NCHW)),
        new SmallModel("RoutedResNet, NHWC", false, () -> cifar(CNN2DFormat.NHWC)),
        new SmallModel("bottleneck RoutedResNet, NCHW", false, () -> imageNet(CNN2DFormat.NCHW)),
        new SmallModel("bottleneck RoutedResNet, NHWC", false, () -> imageNet(CNN2DFormat.NHWC)));
  }

  private static RoutedLeNetBuilder leNet(CNN2DFormat format) {
    return RoutedLeNet.builder().format(format).image(2, 17, 16).exitUnits(4);
  }

  private static RoutedResNetBuilder cifar(CNN2DFormat format) {
    return small(format).shape(new ResNetShape(List.of(2, 2), 3, false, false)).image(2, 5, 6);
  }

  private static RoutedResNetBuilder imageNet(CNN2DFormat format) {
    return small(format).shape(new ResNetShape(List.of(2, 1), 2, true, true)).image(3, 13, 12);
  }

  private static RoutedResNetBuilder small(CNN2DFormat format) {
    return RoutedResNet.builder().format(format).updater(new Sgd(0.05));
  }
}
