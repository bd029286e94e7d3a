package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.download.Mirror;
import io.github.dl4jrouting.examples.data.image.Pictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The options about data as every command has them, errors included. */
class DataOptionsTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Dataset loaded;

  /** A command that does nothing but load. */
  @Command(name = "load")
  private final class Load implements Callable<Integer> {
    @Mixin private DataOptions data;

    @Override
    public Integer call() throws IOException {
      data.check();
      loaded = data.load();
      return 0;
    }
  }

  private int run(String... args) {
    ErrorLines errors = new ErrorLines(() -> false);
    return new CommandLine(new Load())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setParameterExceptionHandler(errors::usage)
        .setExecutionExceptionHandler(errors::failure)
        .execute(args);
  }

  @Test
  void withoutOptionsTheDigitsInTheJarAreRead() {
    assertThat(run()).isZero();
    assertThat(loaded.name()).isEqualTo("digits-embedded");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void syntheticDataDependsOnTheDataSeedAlone() {
    float first = firstFeature("--dataset", "synthetic");

    assertThat(loaded.classes()).isEqualTo(10);
    assertThat(loaded.train().size()).isEqualTo(10_000);
    assertThat(firstFeature("--dataset", "synthetic")).isEqualTo(first);
    assertThat(firstFeature("--dataset", "synthetic", "--data-seed", "42")).isEqualTo(first);
    assertThat(firstFeature("--dataset", "synthetic", "--test-samples", "5")).isEqualTo(first);
    assertThat(firstFeature("--dataset", "synthetic", "--data-seed", "7")).isNotEqualTo(first);
  }

  private float firstFeature(String... args) {
    assertThat(run(args)).isZero();
    float[] features = new float[loaded.shape().features()];
    loaded.train().read(0, features, 0);
    return features[0];
  }

  @ParameterizedTest
  @CsvSource({
    "--mirror, ftp://example.org/x, http://",
    "--mirror, nonsense, http://",
    "--test-share, 1, between 0 and 1",
    "--test-share, 0, between 0 and 1",
    "--data-seed, x, long"
  })
  void badValueIsAUsageError(String option, String value, String expected) {
    assertThat(run(option, value)).isEqualTo(2);
    assertOneErrorLine(option, value, expected);
  }

  @Test
  void folderOfImagesIsADataSetOfItsName() throws IOException {
    Path folder = Pictures.redAndBlue(directory.resolve("my pictures"));

    assertThat(run("--images", folder.toString(), "--image-size", "8", "--test-share", "0.5"))
        .isZero();
    assertThat(loaded.name()).isEqualTo("my-pictures");
    assertThat(loaded.classNames()).containsExactly("blue", "red");
    assertThat(loaded.shape()).isEqualTo(new SampleShape(3, 8, 8));
    assertThat(loaded.test().size()).isEqualTo(10);
    assertThat(out.toString()).contains("Reading 20 images of " + folder + ", scaled to 8x8");
  }

  @Test
  void tableIsADataSetOfItsName() throws IOException {
    StringBuilder text = new StringBuilder("id;x;kind\n");
    for (int i = 0; i < 20; i++) {
      text.append("row").append(i).append(';').append(i).append(i % 2 == 0 ? ";a\n" : ";b\n");
    }
    Path file = Files.writeString(directory.resolve("some table.csv"), text);

    assertThat(
            run(
                "--csv",
                file.toString(),
                "--label",
                "kind",
                "--delimiter",
                ";",
                "--ignore-columns",
                "id"))
        .isZero();
    assertThat(loaded.name()).isEqualTo("some-table");
    assertThat(loaded.classNames()).containsExactly("a", "b");
    assertThat(loaded.train().size()).isEqualTo(16);
    assertThat(loaded.shape()).isEqualTo(new SampleShape(1, 1, 1));
  }

  @Test
  void tableWithoutItsLabelIsAUsageError() {
    assertThat(run("--csv", "x")).isEqualTo(2);
    assertOneErrorLine("--label", "--csv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--grayscale",
        "--center-crop",
        "--skip-unreadable",
        "--image-size 8",
        "--image-transforms x",
        "--test-share 0.5",
        "--label x",
        "--no-header",
        "--delimiter ;",
        "--ignore-columns x",
        "--csv-transforms x",
        "--csv x --label y --dataset mnist",
        "--csv x --label y --images z",
        "--images x --dataset mnist",
        "--images x --data-dir y"
      })
  void optionsThatDoNotGoTogetherAreAUsageErrorThatNamesThem(String line) {
    String[] args = line.split(" ");
    assertThat(run(args)).isEqualTo(2);
    assertOneErrorLine(args[0], "expected ", "found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "8x", "x8", "8x0", "5000", "-8"})
  void sizeThatIsNoneIsAUsageError(String size) {
    assertThat(run("--images", ".", "--image-size", size)).isEqualTo(2);
    assertOneErrorLine("--image-size", "expected ", size);
  }

  @Test
  void downloadThatFailsIsOneLineAndLeavesNoFile() throws IOException {
    Path cache = directory.resolve("cache");
    try (Mirror mirror = Mirror.that(Mirror.sends("<html>login</html>".getBytes()))) {
      assertThat(
              run(
                  "--dataset",
                  "mnist",
                  "--data-cache",
                  cache.toString(),
                  "--mirror",
                  mirror.address().toString()))
          .isEqualTo(1);
      assertOneErrorLine(
          "train-images-idx3-ubyte.gz",
          mirror.address().toString(),
          "found no whole gzip file",
          "--data-dir");
      assertThat(mirror.requests()).containsExactly("/data/train-images-idx3-ubyte.gz");
    }
    assertThat(out.toString()).contains("Downloading train-images-idx3-ubyte.gz (9.9 MB) from");
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .isEqualTo(List.of(".lock"));
    }
  }

  @Test
  void offlineWithoutACacheSaysWhatIsMissing() {
    assertThat(run("--dataset", "cifar10", "--offline", "--data-cache", directory.toString()))
        .isEqualTo(1);
    assertOneErrorLine("cifar-10-binary.tar.gz", "found none", "--offline");
  }

  private void assertOneErrorLine(String... parts) {
    assertThat(err.toString()).startsWith("error: ").contains(parts);
    assertThat(err.toString().strip().lines()).hasSize(1);
  }
}
