package io.github.dl4jrouting.zoo.search;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * What a search is: space, objective, generator, seed and number of candidates. Equal
 * configurations propose equal candidates in equal order, also after a way through JSON.
 *
 * <p>Arbiter's {@link OptimizationConfiguration} cannot serve for that: its genetic generator does
 * not go through JSON, and a generator has a state, which is lost.
 */
public final class SearchConfiguration {
  @JsonProperty private final ParameterSpace<?> space;
  @JsonProperty private final ScoreFunction score;
  @JsonProperty private final Generator generator;
  @JsonProperty private final long seed;
  @JsonProperty private final int candidates;

  /**
   * A configuration.
   *
   * @param space what to search; its hyperparameters are numbered here
   * @param score the objective
   * @param generator how candidates are proposed
   * @param seed start of all randomness
   * @param candidates how many, at least 1; a grid may have fewer
   * @throws IllegalArgumentException if there is nothing to search
   */
  public SearchConfiguration(
      ParameterSpace<?> space,
      ScoreFunction score,
      Generator generator,
      long seed,
      int candidates) {
    this(space, score, generator, seed, candidates, number(space));
    if (candidates < 1) {
      throw new IllegalArgumentException("Expected at least 1 candidate, found " + candidates);
    }
    if (space.numParameters() < 1) {
      throw new IllegalArgumentException(
          "Expected a space with at least one hyperparameter, found only fixed values");
    }
  }

  /** From JSON, where leaves are numbered already. */
  @JsonCreator
  private SearchConfiguration(
      @JsonProperty("space") ParameterSpace<?> space,
      @JsonProperty("score") ScoreFunction score,
      @JsonProperty("generator") Generator generator,
      @JsonProperty("seed") long seed,
      @JsonProperty("candidates") int candidates,
      @JsonProperty("numbered") boolean numbered) {
    this.space = space;
    this.score = score;
    this.generator = generator;
    this.seed = seed;
    this.candidates = candidates;
  }

  /** As Arbiter's generators do it: a hyperparameter used in two places gets one number. */
  @SuppressWarnings("rawtypes") // Arbiter's signatures
  private static boolean number(ParameterSpace<?> space) {
    int next = 0;
    List<ParameterSpace> leaves = LeafUtils.getUniqueObjects(space.collectLeaves());
    for (ParameterSpace leaf : leaves) {
      int[] indices = new int[leaf.numParameters()];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = next++;
      }
      leaf.setIndices(indices);
    }
    return true;
  }

  /**
   * What is searched.
   *
   * @return the space
   */
  public ParameterSpace<?> space() {
    return space;
  }

  /**
   * The objective.
   *
   * @return the score function
   */
  public ScoreFunction score() {
    return score;
  }

  /**
   * How many candidates.
   *
   * @return at least 1
   */
  public int candidates() {
    return candidates;
  }

  /**
   * Arbiter's configuration of this search, at its start.
   *
   * @return a new one with a new generator
   */
  public OptimizationConfiguration start() {
    return new OptimizationConfiguration.Builder()
        .candidateGenerator(generator.of(space, score, seed))
        .scoreFunction(score)
        .terminationConditions(new MaxCandidatesCondition(candidates))
        .build();
  }

  /**
   * Whether the other one goes through the same candidates, if perhaps more or fewer of them.
   *
   * @param other a configuration
   * @return true where one can resume the other
   */
  public boolean sameSearch(SearchConfiguration other) {
    return withCandidates(1).toJson().equals(other.withCandidates(1).toJson());
  }

  private SearchConfiguration withCandidates(int count) {
    return new SearchConfiguration(space, score, generator, seed, count, true);
  }

  /**
   * As JSON.
   *
   * @return text for {@link #fromJson}
   */
  public String toJson() {
    try {
      return JsonMapper.getMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Expected a search that can be written as JSON, found " + e.getMessage(), e);
    }
  }

  /**
   * From JSON.
   *
   * @param json text of {@link #toJson}
   * @return the configuration
   * @throws IOException if it is none
   */
  public static SearchConfiguration fromJson(String json) throws IOException {
    return JsonMapper.getMapper().readValue(json, SearchConfiguration.class);
  }
}
