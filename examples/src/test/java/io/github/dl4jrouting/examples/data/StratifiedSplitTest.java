package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StratifiedSplitTest {

  private static final List<String> NAMES = List.of("many", "few", "two");

  /** 90 of one class, 10 of another, 2 of a third. */
  private static final int[] LABELS =
      IntStream.range(0, 102).map(i -> i < 90 ? 0 : i < 100 ? 1 : 2).toArray();

  @Test
  void everySampleIsOnOneSideAndEveryClassInItsShare() throws DatasetException {
    StratifiedSplit split = split(0.2, 5);

    assertThat(IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.test())).sorted())
        .containsExactly(IntStream.range(0, 102).boxed().toArray(Integer[]::new));
    assertThat(counts(split.test())).containsExactly(18, 2, 1);
  }

  @Test
  void noClassIsLeftOutOfEitherSideHoweverSmallTheShare() throws DatasetException {
    assertThat(counts(split(0.001, 5).test())).containsExactly(1, 1, 1);
    assertThat(counts(split(0.999, 5).train())).containsExactly(1, 1, 1);
  }

  @Test
  void seedAloneDecides() throws DatasetException {
    assertThat(split(0.2, 5).test()).isEqualTo(split(0.2, 5).test());
    assertThat(split(0.2, 5).test()).isNotEqualTo(split(0.2, 6).test());
  }

  @Test
  void classOfOneSampleIsNamed() {
    assertThatThrownBy(
            () ->
                StratifiedSplit.of(
                    "here", new int[] {0, 0, 1}, List.of("a", "b"), new SplitSettings(0.5, 1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("here: expected at least 2 samples of each class")
        .hasMessageContaining("1 of class 'b'");
  }

  private static StratifiedSplit split(double share, long seed) throws DatasetException {
    return StratifiedSplit.of("here", LABELS, NAMES, new SplitSettings(share, seed));
  }

  private static int[] counts(int[] indices) {
    int[] counts = new int[3];
    Arrays.stream(indices).forEach(i -> counts[LABELS[i]]++);
    return counts;
  }
}
