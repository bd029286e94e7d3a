package io.github.dl4jrouting.zoo.search;

import java.util.Collections;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.SinglePointCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;

/** How candidates are proposed. Each proposes the same ones for the same seed. */
public enum Generator {
  /** Arbiter's {@link RandomSearchGenerator}. */
  RANDOM {
    @Override
    CandidateGenerator of(ParameterSpace<?> space, ScoreFunction score, long seed) {
      RandomSearchGenerator generator =
          new RandomSearchGenerator(space, Collections.emptyMap(), true);
      generator.setRngSeed(seed);
      return generator;
    }
  },
  /** {@link GridPoints}: all points of a grid, in random order. */
  GRID {
    @Override
    CandidateGenerator of(ParameterSpace<?> space, ScoreFunction score, long seed) {
      GridPoints generator = new GridPoints(space, GridPoints.finest(space), true);
      generator.setRngSeed(seed);
      return generator;
    }
  },
  /**
   * Arbiter's {@link GeneticSearchCandidateGenerator} with its own operators, all of which draw
   * from one seeded source of random numbers.
   */
  GENETIC {
    @Override
    CandidateGenerator of(ParameterSpace<?> space, ScoreFunction score, long seed) {
      JDKRandomGenerator random = new JDKRandomGenerator();
      random.setSeed(seed);
      return new GeneticSearchCandidateGenerator.Builder(space, score)
          .initDone(true)
          .selectionOperator(
              new GeneticSelectionOperator.Builder()
                  .randomGenerator(random)
                  .crossoverOperator(
                      new SinglePointCrossover.Builder()
                          .randomGenerator(random)
                          .parentSelection(new RandomTwoParentSelection(random))
                          .build())
                  .mutationOperator(
                      new RandomMutationOperator.Builder().randomGenerator(random).build())
                  .build())
          .build();
    }
  };

  /** A generator over a space whose leaves have their indices. */
  abstract CandidateGenerator of(ParameterSpace<?> space, ScoreFunction score, long seed);
}
