package io.github.dl4jrouting.zoo.search;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The points of the grid of Arbiter's {@code GridSearchCandidateGenerator}, in an order that the
 * seed decides.
 *
 * <p>Arbiter's own generator shuffles in its constructor, before a seed can be set, so that a
 * search could not be resumed; in sequential order it spends the first thousand candidates on the
 * first hyperparameters alone. It also takes a {@code FixedLayerSpace} for a hyperparameter and
 * skips those with a single value, after which all others get each other's values.
 */
@JsonIgnoreProperties({"radix", "order", "next", "candidateCounter", "rng", "candidate"})
public final class GridPoints extends BaseCandidateGenerator<Object> {
  /** The most points of a grid. */
  public static final int MOST_POINTS = 10_000_000;

  private static final int FINEST = 5;

  private final int steps;
  private final int[] radix;
  private final int[] order;
  private int next;

  /**
   * A grid.
   *
   * @param space what to search
   * @param steps values of a continuous hyperparameter, and the most of an integer one, at least 2
   * @param initDone whether the hyperparameters have their indices already
   * @throws IllegalArgumentException if the grid has more than {@value #MOST_POINTS} points
   */
  @SuppressWarnings("unchecked")
  public GridPoints(
      @JsonProperty("parameterSpace") ParameterSpace<?> space,
      @JsonProperty("steps") int steps,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) space, Collections.emptyMap(), initDone);
    initialize();
    this.steps = steps;
    this.radix = radix(space, steps);
    long points = points(radix);
    if (steps < 2 || points > MOST_POINTS) {
      throw new IllegalArgumentException(
          "Expected a grid of at least 2 steps and at most %,d points, found %d steps and %,d points."
                  .formatted(MOST_POINTS, steps, points)
              + " Fix some hyperparameters, or search at random.");
    }
    this.order = IntStream.range(0, (int) points).toArray();
  }

  /** The most steps, up to {@value #FINEST}, whose grid is not too large. */
  static int finest(ParameterSpace<?> space) {
    int steps = FINEST;
    while (steps > 2 && points(radix(space, steps)) > MOST_POINTS) {
      steps--;
    }
    return steps;
  }

  private static long points(int[] radix) {
    double points = IntStream.of(radix).asDoubleStream().reduce(1, (a, b) -> a * b);
    return (long) Math.min(points, Long.MAX_VALUE);
  }

  @SuppressWarnings("rawtypes") // Arbiter's signatures
  private static int[] radix(ParameterSpace<?> space, int steps) {
    List<ParameterSpace> leaves = LeafUtils.getUniqueObjects(space.collectLeaves());
    int[] radix =
        leaves.stream()
            .filter(leaf -> leaf.numParameters() > 0)
            .mapToInt(leaf -> values(leaf, steps))
            .toArray();
    if (radix.length != space.numParameters()) {
      throw new IllegalArgumentException(
          "Expected a hyperparameter for each of "
              + space.numParameters()
              + " numbers of a candidate, found "
              + radix.length
              + ". A space that uses one hyperparameter in two places, read from JSON, can be"
              + " searched at random only.");
    }
    return radix;
  }

  private static int values(ParameterSpace<?> leaf, int steps) {
    if (leaf instanceof DiscreteParameterSpace<?> discrete) {
      return discrete.numValues();
    }
    if (leaf instanceof IntegerParameterSpace integer) {
      return Math.min(integer.getMax() - integer.getMin() + 1, steps);
    }
    return steps;
  }

  @Override
  public void setRngSeed(long seed) {
    super.setRngSeed(seed);
    Random random = new Random(seed);
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }

  /**
   * The number of points.
   *
   * @return points of the grid, whether proposed already or not
   */
  public int size() {
    return order.length;
  }

  @Override
  public boolean hasMoreCandidates() {
    return next < order.length;
  }

  @Override
  public Candidate<Object> getCandidate() {
    double[] genes = new double[radix.length];
    int rest = order[next++];
    for (int i = 0; i < genes.length; i++) {
      genes[i] = radix[i] == 1 ? 0 : (double) (rest % radix[i]) / (radix[i] - 1);
      rest /= radix[i];
    }
    int index = candidateCounter.getAndIncrement();
    try {
      return new Candidate<>(getParameterSpace().getValue(genes), index, genes);
    } catch (RuntimeException e) {
      return new Candidate<>((Object) "", index, genes, dataParameters, e);
    }
  }

  @Override
  public Class<?> getCandidateType() {
    return Object.class;
  }

  @Override
  public String toString() {
    return "GridPoints(" + steps + " steps, " + order.length + " points)";
  }
}
