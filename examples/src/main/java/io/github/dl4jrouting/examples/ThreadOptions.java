package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.training.MathThreads;
import picocli.CommandLine.Option;

/** With how many threads a command computes. */
final class ThreadOptions {

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      converter = PositiveInt.class,
      description =
          "Threads that compute (default: ${DEFAULT-VALUE}, fastest for networks as small as these).")
  private int threads;

  ThreadOptions() {}

  /** Makes ND4J compute with as many threads from here on, and says how many. */
  int applied() {
    MathThreads.use(threads);
    return threads;
  }
}
