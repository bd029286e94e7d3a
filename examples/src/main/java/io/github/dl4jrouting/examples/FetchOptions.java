package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.download.DataCache;
import io.github.dl4jrouting.examples.data.download.Patience;
import io.github.dl4jrouting.examples.data.download.UserCache;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where published data sets come from, and where they are kept. */
final class FetchOptions {

  @Option(
      names = "--data-cache",
      paramLabel = "DIR",
      description =
          "Where downloaded data sets are kept (default: dl4j-routing/data in the user's cache"
              + " directory).")
  private Optional<Path> cache = Optional.empty();

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      split = ",",
      converter = Http.class,
      description =
          "Address to download the data set's files from instead of where they are published; a"
              + " file's name is put behind it. May be repeated: each is tried in turn.")
  private List<URI> mirrors = List.of();

  @Option(
      names = "--offline",
      description = "Download nothing: use what is in --data-cache, or fail.")
  private boolean offline;

  FetchOptions() {}

  /** Addresses to use instead of the usual ones; none for those. */
  List<URI> mirrors() {
    return mirrors;
  }

  /** The cache, which downloads if it may. */
  DataCache cache(LoadingProgress progress) {
    return new DataCache(
        cache.orElseGet(() -> UserCache.ofProcess().resolve("data")),
        !offline,
        Patience.USUAL,
        progress);
  }

  /** Reads an address. */
  static final class Http implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        URI address = new URI(text);
        if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
          return address;
        }
      } catch (URISyntaxException e) {
        // said below
      }
      throw new TypeConversionException(
          "expected an address that begins with http:// or https://, found '" + text + "'");
    }
  }
}
