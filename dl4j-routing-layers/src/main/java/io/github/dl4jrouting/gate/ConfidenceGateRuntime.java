package io.github.dl4jrouting.gate;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a {@link ConfidenceGateLayer} does in a network. */
public final class ConfidenceGateRuntime extends GateRuntime<ConfidenceGateLayer> {
  private static final long serialVersionUID = 1L;

  ConfidenceGateRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  protected INDArray measure(INDArray x) {
    return layerConf().measure().of(x);
  }

  @Override
  protected INDArray measureGradient(INDArray x, INDArray dMeasure) {
    return layerConf().measure().gradient(x).muliColumnVector(dMeasure);
  }
}
