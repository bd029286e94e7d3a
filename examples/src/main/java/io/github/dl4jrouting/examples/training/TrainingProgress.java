package io.github.dl4jrouting.examples.training;

/** Hears how a training goes. */
public interface TrainingProgress {

  /**
   * An epoch begins.
   *
   * @param epoch its number, from 1
   * @param epochs how many there will be
   * @param batches mini-batches in it
   */
  void epochStarted(int epoch, int epochs, int batches);

  /** One more mini-batch has been trained on. */
  void batchDone();

  /**
   * An epoch is over and measured.
   *
   * @param result its figures
   * @param epochs how many there will be
   */
  void epochDone(EpochResult result, int epochs);

  /**
   * For whom nobody waits.
   *
   * @return a listener that does nothing
   */
  static TrainingProgress silent() {
    return new TrainingProgress() {
      @Override
      public void epochStarted(int epoch, int epochs, int batches) {}

      @Override
      public void batchDone() {}

      @Override
      public void epochDone(EpochResult result, int epochs) {}
    };
  }
}
