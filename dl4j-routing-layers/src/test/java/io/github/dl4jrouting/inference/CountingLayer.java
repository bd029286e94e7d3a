package io.github.dl4jrouting.inference;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An identity that counts the samples that it is computed for, wherever it is computed. */
final class CountingLayer extends ActivationLayer {
  static final AtomicLong SAMPLES = new AtomicLong();
  private static final long serialVersionUID = 1L;

  CountingLayer() {
    super(Activation.IDENTITY);
  }

  @Override
  public CountingLayer clone() {
    return (CountingLayer) super.clone();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType dataType) {
    Layer layer =
        new org.deeplearning4j.nn.layers.ActivationLayer(conf, dataType) {
          private static final long serialVersionUID = 1L;

          @Override
          public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
            SAMPLES.addAndGet(input.size(0));
            return super.activate(training, workspaceMgr);
          }
        };
    layer.setListeners(listeners);
    layer.setIndex(index);
    return DoubledLayers.prepared(layer, this, conf, parameters, initialize);
  }
}
