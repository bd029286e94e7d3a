package io.github.dl4jrouting.zoo.search;

/** Hears how a search goes. */
@FunctionalInterface
public interface SearchProgress {
  /**
   * One more candidate is done.
   *
   * @param candidate what became of it
   * @param resumed whether an earlier run had computed it
   */
  void candidateDone(CandidateRecord candidate, boolean resumed);

  /**
   * For whom nobody waits.
   *
   * @return a listener that does nothing
   */
  static SearchProgress silent() {
    return (candidate, resumed) -> {};
  }
}
