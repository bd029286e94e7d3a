package io.github.dl4jrouting.examples.data.download;

import java.nio.file.Path;
import java.util.Map;

/** Where the system keeps what can be had again. */
public final class UserCache {

  private UserCache() {}

  /**
   * This project's directory there.
   *
   * @param environment variables of the process
   * @param home the user's home directory
   * @return {@code XDG_CACHE_HOME}, {@code LOCALAPPDATA} or {@code ~/.cache}, and below it {@code
   *     dl4j-routing}; it need not exist
   */
  public static Path directory(Map<String, String> environment, Path home) {
    for (String name : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return Path.of(value, "dl4j-routing");
      }
    }
    return home.resolve(".cache").resolve("dl4j-routing");
  }

  /**
   * The directory of whoever runs this process.
   *
   * @return as {@link #directory}
   */
  public static Path ofProcess() {
    return directory(System.getenv(), Path.of(System.getProperty("user.home")));
  }
}
