package io.github.dl4jrouting.examples.data.progress;

/** Is told how far loading is. One task at a time. */
public interface LoadingProgress {

  /** Tells nobody. */
  LoadingProgress SILENT =
      new LoadingProgress() {
        @Override
        public void notice(String line) {}

        @Override
        public void started(String task, long total, Unit unit) {}

        @Override
        public void reached(long done) {}

        @Override
        public void ended() {}
      };

  /** What is counted. */
  enum Unit {
    /** Bytes of a file. */
    BYTES,
    /** Images of a folder. */
    IMAGES,
    /** Rows of a table. */
    ROWS
  }

  /**
   * Something that a user should know.
   *
   * @param line one line without its end
   */
  void notice(String line);

  /**
   * A task begins.
   *
   * @param task what is done, in a few words
   * @param total how much there is to do; 0 or less where that is not known
   * @param unit what is counted
   */
  void started(String task, long total, Unit unit);

  /**
   * Part of the task is done.
   *
   * @param done how much altogether; less than before where a task begins anew
   */
  void reached(long done);

  /** The task is over, well or not. */
  void ended();
}
