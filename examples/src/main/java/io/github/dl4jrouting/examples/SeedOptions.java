package io.github.dl4jrouting.examples;

import picocli.CommandLine.Option;

/** Where a command's randomness starts. */
final class SeedOptions {

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Start of all randomness; the same seed with the same number of threads gives the same"
              + " result (default: 42).")
  private long seed;

  SeedOptions() {}

  long seed() {
    return seed;
  }
}
