package io.github.dl4jrouting.router;

import io.github.dl4jrouting.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.IWeightInit;

/** The parameters of a {@link RouterLayer}: attention u and c, then weights and biases. */
final class RouterParameters extends ParameterLayout {
  static final RouterParameters INSTANCE = new RouterParameters();
  static final String ATTENTION_WEIGHT = "u";
  static final String ATTENTION_BIAS = "c";

  private RouterParameters() {}

  static String weight(int layer) {
    return "W" + layer;
  }

  static String bias(int layer) {
    return "b" + layer;
  }

  @Override
  protected List<Parameter> parameters(Layer layer) {
    RouterLayer router = (RouterLayer) layer;
    List<Parameter> parameters = new ArrayList<>();
    long in = router.getNIn();
    if (router.featureAttention()) {
      long[] shape = {1, in};
      parameters.add(new Parameter(ATTENTION_WEIGHT, Kind.WEIGHT, shape, flat -> flat.assign(0)));
      parameters.add(new Parameter(ATTENTION_BIAS, Kind.BIAS, shape, flat -> flat.assign(0)));
    }
    int[] hidden = router.hiddenSizes();
    for (int i = 0; i <= hidden.length; i++) {
      boolean last = i == hidden.length;
      long out = last ? router.paths() : hidden[i];
      long[] shape = {in, out};
      double fanIn = in;
      parameters.add(
          new Parameter(
              weight(i),
              Kind.WEIGHT,
              shape,
              flat ->
                  router
                      .getWeightInitFn()
                      .init(fanIn, out, shape, IWeightInit.DEFAULT_WEIGHT_INIT_ORDER, flat)));
      parameters.add(
          new Parameter(
              bias(i),
              Kind.BIAS,
              new long[] {1, out},
              flat -> {
                flat.assign(last ? 0 : router.getBiasInit());
                if (last) {
                  flat.putScalar(0, openBias(router));
                }
              }));
      in = out;
    }
    return parameters;
  }

  /** The bias of path 0 that gives it the open probability while all other scores are 0. */
  private static double openBias(RouterLayer router) {
    double open = router.openProbability();
    return Math.log(open * (router.paths() - 1) / (1 - open));
  }
}
