package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The masks that DL4J gives its layers in one call: it passes those of the inputs on, from layer to
 * layer, and gives those of the labels to the outputs. For one thread.
 *
 * <p>Most layers have one of the call's own masks. Which has which is learned from DL4J, by passing
 * on drawn masks, once for each number of steps; having DL4J pass masks on in each call takes
 * longer, and leaves threads of ND4J's spinning beside those of the plan.
 */
final class LayerMasks {
  /** A layer without a mask, or with one that DL4J makes of the call's. */
  private static final int NONE = -1;

  private static final int MADE = -2;

  /** Samples of drawn masks: no two masks of so many are the same by chance. */
  private static final int DRAWN = 64;

  /** Of so many numbers of steps is it remembered what was learned. */
  private static final int REMEMBERED = 1000;

  private final Node[] nodes;

  /**
   * By the numbers of steps of the call's masks, of features and of labels: for each node, which of
   * them its layer has.
   */
  private final Map<List<List<Integer>>, int[]> learned = new HashMap<>();

  /** By node: its layer's, where that may make a difference. */
  private final INDArray[] masks;

  /** As rows of steps; most layers have the same array. */
  private final Map<INDArray, float[]> steps = new IdentityHashMap<>();

  private int batch;

  LayerMasks(Node[] nodes) {
    this.nodes = nodes;
    masks = new INDArray[nodes.length];
  }

  /**
   * Finds the layers' masks.
   *
   * @param given those of the call
   * @param samples of the call
   */
  void read(Replica replica, Masks given, int samples) {
    batch = samples;
    List<INDArray> all = given.all();
    int[] which = which(replica, given, all);
    boolean passed = false;
    for (Node node : nodes) {
      int number = which[node.index()];
      if (number == MADE && !passed) {
        replica.pass(given);
        passed = true;
      }
      masks[node.index()] =
          switch (number) {
            case NONE -> null;
            case MADE -> replica.mask(node, given, samples);
            default -> all.get(number);
          };
    }
  }

  private int[] which(Replica replica, Masks given, List<INDArray> all) {
    if (!all.stream().allMatch(mask -> mask == null || isOfSteps(mask))) {
      int[] which = new int[nodes.length];
      Arrays.setAll(which, i -> mayMatter(nodes[i]) ? MADE : NONE);
      return which;
    }
    List<List<Integer>> lengths = List.of(lengths(given.features()), lengths(given.labels()));
    if (learned.size() > REMEMBERED) {
      learned.clear();
    }
    return learned.computeIfAbsent(lengths, key -> learn(replica, given));
  }

  private static List<Integer> lengths(Optional<INDArray[]> masks) {
    return masks.stream()
        .flatMap(Arrays::stream)
        .map(mask -> mask == null ? -1 : (int) mask.size(1))
        .toList();
  }

  private boolean isOfSteps(INDArray mask) {
    return mask.rank() == 2 && mask.size(0) == batch;
  }

  private static boolean mayMatter(Node node) {
    return node.heedsMasks() && node.kernel().isPresent();
  }

  private int[] learn(Replica replica, Masks given) {
    Random random = new Random(1);
    Masks drawn = given.map(mask -> draw((int) mask.size(1), random));
    List<INDArray> all = drawn.all();
    replica.pass(drawn);
    int[] which = new int[nodes.length];
    for (Node node : nodes) {
      which[node.index()] = mayMatter(node) ? which(replica.mask(node, drawn, DRAWN), all) : NONE;
    }
    return which;
  }

  private static INDArray draw(int length, Random random) {
    float[] numbers = new float[DRAWN * length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(2);
    }
    return Nd4j.createFromArray(numbers).reshape(DRAWN, length);
  }

  private static int which(INDArray mask, List<INDArray> all) {
    if (mask == null) {
      return NONE;
    }
    float[] numbers = samples(mask, DRAWN);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) != null && Arrays.equals(numbers, samples(all.get(i), DRAWN))) {
        return i;
      }
    }
    return MADE;
  }

  void forget() {
    Arrays.fill(masks, null);
    steps.clear();
  }

  /** Whether a node's layer has a mask. */
  boolean has(Node node) {
    return masks[node.index()] != null;
  }

  /**
   * A node's mask for some samples, one after the other: 1 for each step that counts, 0 for others.
   *
   * @param length how many steps there are
   * @return null if the mask is of another kind
   */
  float[] of(Node node, Rows rows, int length) {
    INDArray mask = masks[node.index()];
    float[] all = steps.computeIfAbsent(mask, key -> samples(key, batch));
    if (all.length != batch * length) {
      return null;
    }
    int count = rows.count();
    if (count == batch) {
      return all;
    }
    float[] some = new float[count * length];
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      System.arraycopy(all, r * length, some, i, length);
      i += length;
    }
    return some;
  }

  /** Sample after sample; empty if it is no mask of steps. */
  private static float[] samples(INDArray mask, int samples) {
    boolean ofSamples = mask.rank() == 2 && mask.size(0) == samples;
    boolean ofRows = mask.isColumnVectorOrScalar() && mask.length() % samples == 0;
    if (!ofSamples && !ofRows) {
      return new float[0];
    }
    // DL4J has rows of all samples at the first step first, then of all at the next.
    INDArray bySample = ofSamples ? mask : mask.reshape('f', samples, mask.length() / samples);
    float[] numbers = new float[Math.toIntExact(mask.length())];
    Transfer.borrow(bySample).buffer().get(0, numbers);
    for (float number : numbers) {
      if (number != 0 && number != 1) {
        return new float[0];
      }
    }
    return numbers;
  }
}
