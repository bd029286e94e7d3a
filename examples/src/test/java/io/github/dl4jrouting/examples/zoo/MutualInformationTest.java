package io.github.dl4jrouting.examples.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MutualInformationTest {

  private static final int N = 20_000;

  @Test
  void aPropertySaysEverythingOfItself() {
    List<Integer> four = IntStream.range(0, N).map(i -> i % 4).boxed().toList();
    assertThat(MutualInformation.of(four, four)).isCloseTo(2, within(1e-3));
  }

  @Test
  void aFunctionOfAPropertySaysAsMuchAsItKnows() {
    List<Integer> four = IntStream.range(0, N).map(i -> i % 4).boxed().toList();
    List<Boolean> half = four.stream().map(i -> i < 2).toList();
    assertThat(MutualInformation.of(four, half)).isCloseTo(1, within(1e-3));
  }

  @Test
  void independentPropertiesSayNothingMoreThanChance() {
    Random random = new Random(1);
    List<Integer> classes = random.ints(N, 0, 10).boxed().toList();
    List<Integer> routes = random.ints(N, 0, 20).boxed().toList();
    assertThat(MutualInformation.of(classes, routes)).isCloseTo(0, within(1e-3));
  }
}
