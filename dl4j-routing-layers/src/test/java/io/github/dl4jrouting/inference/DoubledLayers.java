package io.github.dl4jrouting.inference;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.layers.recurrent.TimeDistributedLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Layers that extend DL4J's, and make twice what those make. */
final class DoubledLayers {
  private DoubledLayers() {}

  /** A layer with its parameters, as configurations of DL4J leave it. */
  static Layer prepared(
      Layer layer,
      org.deeplearning4j.nn.conf.layers.Layer configuration,
      NeuralNetConfiguration conf,
      INDArray parameters,
      boolean initialize) {
    layer.setParamsViewArray(parameters);
    layer.setParamTable(configuration.initializer().init(conf, parameters, initialize));
    layer.setConf(conf);
    return layer;
  }

  static final class DoubleActivation extends ActivationLayer {
    private static final long serialVersionUID = 1L;

    DoubleActivation() {
      super(Activation.RELU);
    }

    @Override
    public DoubleActivation clone() {
      return (DoubleActivation) super.clone();
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
              return super.activate(training, workspaceMgr).muli(2);
            }
          };
      return prepared(layer, this, conf, parameters, initialize);
    }
  }

  static final class DoubleOutput extends RnnOutputLayer {
    private static final long serialVersionUID = 1L;

    DoubleOutput() {
      setNOut(3);
      setHasBias(true);
      setActivationFn(Activation.SOFTMAX.getActivationFunction());
      setLossFn(new LossMCXENT());
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
          new org.deeplearning4j.nn.layers.recurrent.RnnOutputLayer(conf, dataType) {
            private static final long serialVersionUID = 1L;

            @Override
            public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
              return super.activate(training, workspaceMgr).muli(2);
            }
          };
      return prepared(layer, this, conf, parameters, initialize);
    }
  }

  static final class DoubleLoss extends RnnLossLayer {
    private static final long serialVersionUID = 1L;

    DoubleLoss() {
      setActivationFn(Activation.SOFTMAX.getActivationFunction());
      setLossFn(new LossMCXENT());
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
          new org.deeplearning4j.nn.layers.recurrent.RnnLossLayer(conf, dataType) {
            private static final long serialVersionUID = 1L;

            @Override
            public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
              return super.activate(training, workspaceMgr).muli(2);
            }
          };
      return prepared(layer, this, conf, parameters, initialize);
    }
  }

  static final class DoubleEmbedding extends EmbeddingSequenceLayer {
    private static final long serialVersionUID = 1L;

    DoubleEmbedding() {
      setNIn(5);
      setNOut(4);
      setInputLength(5);
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
          new org.deeplearning4j.nn.layers.feedforward.embedding.EmbeddingSequenceLayer(
              conf, dataType) {
            private static final long serialVersionUID = 1L;

            @Override
            public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
              return super.activate(training, workspaceMgr).muli(2);
            }
          };
      return prepared(layer, this, conf, parameters, initialize);
    }
  }

  static final class DoubleLastStep extends LastTimeStep {
    private static final long serialVersionUID = 1L;

    DoubleLastStep() {
      super(new LSTM.Builder().nOut(3).build());
    }

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialize,
        DataType dataType) {
      Layer inner =
          ((LastTimeStepLayer)
                  super.instantiate(conf, listeners, index, parameters, initialize, dataType))
              .getUnderlying();
      return new LastTimeStepLayer(inner) {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
          return super.activate(training, workspaceMgr).muli(2);
        }
      };
    }
  }

  static final class DoubleBothWays extends Bidirectional {
    private static final long serialVersionUID = 1L;

    DoubleBothWays() {
      super(new LSTM.Builder().nOut(3).build());
    }

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialize,
        DataType dataType) {
      NeuralNetConfiguration there = conf.clone();
      NeuralNetConfiguration back = conf.clone();
      there.setLayer(getFwd());
      back.setLayer(getBwd());
      long half = getFwd().initializer().numParams(getFwd());
      Layer layer =
          new BidirectionalLayer(
              conf,
              getFwd()
                  .instantiate(
                      there, listeners, index, part(parameters, 0, half), initialize, dataType),
              getBwd()
                  .instantiate(
                      back, listeners, index, part(parameters, half, half), initialize, dataType),
              parameters) {
            private static final long serialVersionUID = 1L;

            @Override
            public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
              return super.activate(training, workspaceMgr).muli(2);
            }
          };
      layer.setParamTable(initializer().init(conf, parameters, initialize));
      layer.setConf(conf);
      return layer;
    }

    private static INDArray part(INDArray parameters, long from, long count) {
      return parameters.reshape(parameters.length()).get(NDArrayIndex.interval(from, from + count));
    }
  }

  static final class DoubleEachStep extends TimeDistributed {
    private static final long serialVersionUID = 1L;

    DoubleEachStep() {
      super(new DenseLayer.Builder().nOut(3).build());
    }

    @Override
    public Layer instantiate(
        NeuralNetConfiguration conf,
        Collection<TrainingListener> listeners,
        int index,
        INDArray parameters,
        boolean initialize,
        DataType dataType) {
      Layer inner =
          ((TimeDistributedLayer)
                  super.instantiate(conf, listeners, index, parameters, initialize, dataType))
              .getUnderlying();
      return new TimeDistributedLayer(inner, getRnnDataFormat()) {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
          return super.activate(training, workspaceMgr).muli(2);
        }
      };
    }
  }
}
