package io.github.dl4jrouting.examples.compare;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Small networks of layers that DL4J's zoo lacks, as they are built with DL4J or imported into it:
 * sequences with and without masks, with their features last, attention, deconvolutions. Their
 * weights are drawn.
 */
public final class BuiltInNetworks {
  private static final int FEATURES = 64;
  private static final int STEPS = 50;
  private static final int WORDS = 10_000;
  private static final int UNITS = 128;
  private static final int IMAGE = 64;

  private static final Map<String, Entry> NETWORKS = new LinkedHashMap<>();

  static {
    NETWORKS.put("Tagger", tagger(false));
    NETWORKS.put("TaggerWithMasks", tagger(true));
    NETWORKS.put("Reader", reader(false));
    NETWORKS.put("ReaderWithMasks", reader(true));
    NETWORKS.put("FeaturesLast", featuresLast());
    NETWORKS.put("TextCnn", textCnn());
    NETWORKS.put("Attention", attention(false));
    NETWORKS.put("AttentionWithMasks", attention(true));
    NETWORKS.put("Autoencoder", autoencoder());
  }

  /** A network: what it reads, and whether its samples have masks. */
  private record Entry(InputType type, boolean masked, List<Layer> layers) {}

  private BuiltInNetworks() {}

  /** A class for each step, from a recurrent layer both ways and a dense one on each step. */
  private static Entry tagger(boolean masked) {
    return new Entry(
        InputType.recurrent(FEATURES, STEPS),
        masked,
        List.of(
            new Bidirectional(Bidirectional.Mode.CONCAT, lstm(RNNFormat.NCW)),
            dense(),
            new RnnOutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build()));
  }

  /** A class for each text, from its last word and its first. */
  private static Entry reader(boolean masked) {
    return new Entry(
        InputType.recurrent(WORDS, STEPS),
        masked,
        List.of(
            words(RNNFormat.NCW),
            new LastTimeStep(new Bidirectional(Bidirectional.Mode.CONCAT, lstm(RNNFormat.NCW))),
            classes()));
  }

  private static Entry featuresLast() {
    return new Entry(
        InputType.recurrent(FEATURES, STEPS, RNNFormat.NWC),
        false,
        List.of(lstm(RNNFormat.NWC), new LastTimeStep(lstm(RNNFormat.NWC)), dense(), classes()));
  }

  /** Convolutions of words (Kim 2014, arXiv 1408.5882), of one width. */
  private static Entry textCnn() {
    return new Entry(
        InputType.recurrent(WORDS, STEPS, RNNFormat.NWC),
        false,
        List.of(
            words(RNNFormat.NWC),
            new Convolution1DLayer.Builder(5).nOut(UNITS).rnnDataFormat(RNNFormat.NWC).build(),
            new GlobalPoolingLayer.Builder(PoolingType.MAX).poolingDimensions(1).build(),
            dense(),
            classes()));
  }

  /** A class for each text, from two layers of self-attention over its words. */
  private static Entry attention(boolean masked) {
    return new Entry(
        InputType.recurrent(WORDS, STEPS),
        masked,
        List.of(
            words(RNNFormat.NCW),
            heads(),
            heads(),
            new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
            dense(),
            classes()));
  }

  private static Layer heads() {
    return new SelfAttentionLayer.Builder().nHeads(4).nOut(UNITS).projectInput(true).build();
  }

  /** Images of 64×64 through 8×8 of 128 channels, and back: no dense layers in between. */
  private static Entry autoencoder() {
    return new Entry(
        InputType.convolutional(IMAGE, IMAGE, 3),
        false,
        List.of(
            halving(32),
            halving(64),
            halving(128),
            doubling(64, Activation.RELU),
            doubling(32, Activation.RELU),
            doubling(3, Activation.SIGMOID),
            new CnnLossLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .build()));
  }

  private static Layer halving(int channels) {
    return new ConvolutionLayer.Builder(4, 4).stride(2, 2).padding(1, 1).nOut(channels).build();
  }

  private static Layer doubling(int channels, Activation activation) {
    return new Deconvolution2D.Builder(4, 4)
        .stride(2, 2)
        .padding(1, 1)
        .nOut(channels)
        .activation(activation)
        .build();
  }

  private static Layer words(RNNFormat format) {
    return new EmbeddingSequenceLayer.Builder()
        .nIn(WORDS)
        .nOut(UNITS)
        .inputLength(STEPS)
        .outputDataFormat(format)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer lstm(RNNFormat format) {
    return new LSTM.Builder().nOut(UNITS).dataFormat(format).activation(Activation.TANH).build();
  }

  private static Layer dense() {
    return new DenseLayer.Builder().nOut(64).build();
  }

  private static Layer classes() {
    return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
  }

  /**
   * The names of all networks.
   *
   * @return in the order of a table
   */
  public static List<String> names() {
    return List.copyOf(NETWORKS.keySet());
  }

  /**
   * Builds a network.
   *
   * @param name one of {@link #names}
   * @param seed of its weights
   * @return the network, and the shape of a sample
   */
  public static Subject subject(String name, long seed) {
    Entry entry = NETWORKS.get(name);
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().seed(seed).activation(Activation.RELU).list();
    entry.layers().forEach(layer -> layers.layer(layer.clone()));
    MultiLayerNetwork network = new MultiLayerNetwork(layers.setInputType(entry.type()).build());
    network.init();
    boolean words = entry.layers().get(0) instanceof EmbeddingSequenceLayer;
    int[] shape = Arrays.stream(entry.type().getShape()).mapToInt(Math::toIntExact).toArray();
    return new Subject(
        name,
        network.toComputationGraph(),
        words ? new int[] {STEPS} : shape,
        entry.masked() ? OptionalInt.of(STEPS) : OptionalInt.empty());
  }
}
