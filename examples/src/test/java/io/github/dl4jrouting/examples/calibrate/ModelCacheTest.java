package io.github.dl4jrouting.examples.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.zoo.RoutedMlp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
  @TempDir private Path directory;

  private static Dataset data(int samples) throws IOException {
    return KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(samples, 50);
  }

  private static ComputationGraph network() {
    return RoutedMlp.builder().width(4).blocks(1).build().init();
  }

  @Test
  void givesBackWhatItWasGiven() throws IOException {
    ModelCache cache = new ModelCache(directory.resolve("new"));
    Path file = cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(100));
    assertThat(cache.find(file)).isEmpty();
    ComputationGraph network = network();
    cache.keep(file, network);
    assertThat(cache.find(file).orElseThrow().params()).isEqualTo(network.params());
  }

  @Test
  void everyPartOfTheRecipeAndEverySampleCounts() throws IOException {
    ModelCache cache = new ModelCache(directory);
    assertThat(
            java.util.stream.Stream.of(
                cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(100)),
                cache.file(Recipe.of(Training.STOCHASTIC_DEPTH, 4, 6, 1, 3), data(100)),
                cache.file(Recipe.of(Training.PLAIN, 5, 6, 1, 3), data(100)),
                cache.file(Recipe.of(Training.PLAIN, 4, 6, 2, 3), data(100)),
                cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 4), data(100)),
                cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(101))))
        .doesNotHaveDuplicates();
    assertThat(cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(100)))
        .isEqualTo(cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(100)));
  }

  @Test
  void whatWasChangedOrHalfWrittenCountsAsAbsent() throws IOException {
    ModelCache cache = new ModelCache(directory);
    Path file = cache.file(Recipe.of(Training.PLAIN, 4, 6, 1, 3), data(100));
    cache.keep(file, network());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);
    assertThat(cache.find(file)).isEmpty();
    cache.keep(file, network());
    assertThat(cache.find(file)).isPresent();
    Files.delete(directory.resolve(file.getFileName() + ".sha256"));
    assertThat(cache.find(file)).isEmpty();
  }

  @Test
  void aFileInItsPlaceIsRefusedBeforeAnythingIsTrained() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    assertThatThrownBy(() -> new ModelCache(file).prepare())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file.toString(), "found a file", "--cache-dir");
    assertThat(file).hasContent("mine");
  }

  @Test
  void isWhereTheSystemKeepsSuch() {
    Path home = Path.of("home");
    assertThat(ModelCache.ofUser(Map.of(), home).directory())
        .isEqualTo(home.resolve(".cache").resolve("dl4j-routing"));
    assertThat(ModelCache.ofUser(Map.of("XDG_CACHE_HOME", "x"), home).directory())
        .isEqualTo(Path.of("x", "dl4j-routing"));
    assertThat(ModelCache.ofUser(Map.of("XDG_CACHE_HOME", " "), home).directory())
        .isEqualTo(home.resolve(".cache").resolve("dl4j-routing"));
  }
}
