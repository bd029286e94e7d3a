package io.github.dl4jrouting.zoo.recipe;

/** Hears how a run goes. All methods do nothing unless overridden. */
public interface RecipeProgress {

  /**
   * A run goes on where an earlier one ended.
   *
   * @param metrics of the last epoch that was done
   */
  default void resumed(EpochMetrics metrics) {}

  /**
   * An epoch begins.
   *
   * @param epoch its number, from 1
   * @param epochs how many there will be
   * @param batches mini-batches in it
   */
  default void epochStarted(int epoch, int epochs, int batches) {}

  /** One more mini-batch has been trained on. */
  default void batchDone() {}

  /**
   * An epoch is over, measured, and written down.
   *
   * @param metrics its figures
   * @param epochs how many there will be
   */
  default void epochDone(EpochMetrics metrics, int epochs) {}
}
