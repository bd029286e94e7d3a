package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.calibrate.ModelCache;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where networks are kept that this program has trained. */
final class CacheOptions {

  @Option(
      names = "--cache-dir",
      paramLabel = "DIR",
      description =
          "Where trained networks are kept (default: dl4j-routing in the user's cache directory).")
  private Optional<Path> directory;

  CacheOptions() {}

  ModelCache cache() {
    return directory
        .map(ModelCache::new)
        .orElseGet(
            () -> ModelCache.ofUser(System.getenv(), Path.of(System.getProperty("user.home"))));
  }
}
