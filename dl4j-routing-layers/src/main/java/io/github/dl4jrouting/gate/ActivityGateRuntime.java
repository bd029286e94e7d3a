package io.github.dl4jrouting.gate;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an {@link ActivityGateLayer} does in a network. */
public final class ActivityGateRuntime extends GateRuntime<ActivityGateLayer> {
  private static final long serialVersionUID = 1L;

  ActivityGateRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  protected INDArray measure(INDArray x) {
    return Activity.of(layerConf().measure(), x, layerConf().layout(), maskArray);
  }

  @Override
  protected INDArray measureGradient(INDArray x, INDArray dMeasure) {
    return Activity.gradient(layerConf().measure(), x, layerConf().layout(), maskArray, dMeasure);
  }
}
