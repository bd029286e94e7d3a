package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What classifiers could read in front of every block, and what the network answers, for every
 * sample of a split: enough to fit exits and to judge them, without running the network again. Made
 * by {@link ExitCalibrator#record}.
 */
public final class ExitTraces {
  private static final long MOST_BYTES = 2L << 30;

  private final List<ExitPlace> places;
  private final long denseMacs;
  private final int classes;
  private final float[][][] features;
  private final int[] labels;
  private final int[] answers;

  private ExitTraces(
      List<ExitPlace> places,
      long denseMacs,
      int classes,
      float[][][] features,
      int[] labels,
      int[] answers) {
    this.places = places;
    this.denseMacs = denseMacs;
    this.classes = classes;
    this.features = features;
    this.labels = labels;
    this.answers = answers;
  }

  static ExitTraces record(RoutingTransform transform, List<MultiDataSet> batches) {
    transform.checkExits();
    ComputationGraph gated = transform.withActivityGates();
    GateSites sites = GateSites.of(gated, transform.inputTypes());
    List<ExitPlace> places = ExitPlace.of(transform, gated, sites);
    int samples = batches.stream().mapToInt(batch -> (int) batch.getFeatures(0).size(0)).sum();
    String output = gated.getConfiguration().getNetworkOutputs().get(0);
    VertexEvaluator evaluator = new VertexEvaluator(gated, sites.sites());
    float[][][] features = new float[places.size()][samples][];
    int[] answers = new int[samples];
    long classes = 0;
    int first = 0;
    for (MultiDataSet batch : batches) {
      evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
      for (int gate = 0; gate < sites.sites().size(); gate++) {
        evaluator.decide(gate, true);
      }
      long width = 0;
      for (int k = 0; k < features.length; k++) {
        GateSite site = places.get(k).site();
        double[][] z = FeatureRows.of(evaluator, site);
        evaluator.checkRows(site, z.length);
        checkMask(site, evaluator.mask(site));
        width += z[0].length;
        for (int n = 0; n < z.length; n++) {
          features[k][first + n] = floats(z[n]);
        }
      }
      checkSize(samples, width);
      INDArray answer = evaluator.value(output);
      if (answer.rank() != 2) {
        throw new IllegalArgumentException(
            "Output \""
                + output
                + "\": expected class probabilities [N, C], found shape "
                + Arrays.toString(answer.shape())
                + ". Exits are for classifiers of samples.");
      }
      classes = answer.size(1);
      int[] best = answer.argMax(1).data().asInt();
      System.arraycopy(best, 0, answers, first, best.length);
      first += best.length;
      evaluator.finish();
    }
    int[] labels = CalibrationData.labels(batches, classes);
    return new ExitTraces(places, sites.denseMacs(), (int) classes, features, labels, answers);
  }

  /** DL4J's pooling, which exits pool by, takes masks as if features came first. */
  private static void checkMask(GateSite site, INDArray mask) {
    if (mask != null && site.layout() == InputLayout.NWC) {
      throw new IllegalArgumentException(
          "Gate \"%s\": expected sequences without masks, or with their features first (NCW), found masks and features last (NWC), which DL4J pools wrongly. Put gates around blocks instead: withActivityGates()."
              .formatted(site.gate()));
    }
  }

  private static void checkSize(long samples, long width) {
    long bytes = samples * width * Float.BYTES;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "Expected traces of at most %d MB, found %d samples x %d features before all blocks: %d MB."
                  .formatted(MOST_BYTES >> 20, samples, width, bytes >> 20)
              + " Take fewer samples, or fewer blocks: RoutingTransform.only(...).");
    }
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  /**
   * Some of the samples.
   *
   * @param samples indices into these traces
   * @return traces of those
   */
  public ExitTraces subset(int[] samples) {
    float[][][] own = new float[features.length][samples.length][];
    for (int k = 0; k < own.length; k++) {
      for (int n = 0; n < samples.length; n++) {
        own[k][n] = features[k][samples[n]];
      }
    }
    int[] ownLabels = Arrays.stream(samples).map(n -> labels[n]).toArray();
    int[] ownAnswers = Arrays.stream(samples).map(n -> answers[n]).toArray();
    return new ExitTraces(places, denseMacs, classes, own, ownLabels, ownAnswers);
  }

  /**
   * The number of samples.
   *
   * @return N
   */
  public int samples() {
    return labels.length;
  }

  /**
   * The exits that there may be.
   *
   * @return names of their gates, in topological order: thresholds come in this order
   */
  public List<String> exits() {
    return places.stream().map(place -> RoutingTransform.exitName(place.before())).toList();
  }

  List<ExitPlace> places() {
    return places;
  }

  long denseMacs() {
    return denseMacs;
  }

  int classes() {
    return classes;
  }

  int label(int sample) {
    return labels[sample];
  }

  /** What the network itself answers. */
  int answer(int sample) {
    return answers[sample];
  }

  long distinctLabels() {
    return Arrays.stream(labels).distinct().count();
  }

  /** What a classifier at a place reads of some samples. */
  double[][] features(int place, List<Integer> samples) {
    List<double[]> rows = new ArrayList<>();
    for (int n : samples) {
      float[] row = features[place][n];
      rows.add(IntStream.range(0, row.length).mapToDouble(f -> row[f]).toArray());
    }
    return rows.toArray(double[][]::new);
  }
}
