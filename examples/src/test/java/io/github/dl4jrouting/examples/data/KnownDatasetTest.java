package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDatasetTest {

  @TempDir Path directory;

  @Test
  void embeddedDigitsAreTenThousandAndTwoThousandOfEveryClass() throws IOException {
    Dataset digits = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty());

    assertThat(digits.train().size()).isEqualTo(10_000);
    assertThat(digits.test().size()).isEqualTo(2_000);
    assertThat(digits.shape()).isEqualTo(new SampleShape(1, 28, 28));
    assertThat(fewestOfAClass(digits.train())).isGreaterThan(850);
    assertThat(fewestOfAClass(digits.test())).isGreaterThan(150);
  }

  @Test
  void readsStandardNamesPlainAndGzippedFromADirectory() throws IOException {
    write("train-images-idx3-ubyte", IdxFiles.twoImages());
    write("train-labels-idx1-ubyte.gz", IdxFiles.zipped(IdxFiles.labels(1, 2)));
    write("t10k-images-idx3-ubyte.gz", IdxFiles.zipped(IdxFiles.twoImages()));
    write("t10k-labels-idx1-ubyte", IdxFiles.labels(3, 4));

    Dataset data = KnownDataset.FASHION_MNIST.load(Optional.of(directory));

    assertThat(data.name()).isEqualTo("fashion-mnist");
    assertThat(data.train().label(1)).isEqualTo(2);
    assertThat(data.test().label(1)).isEqualTo(4);
  }

  @Test
  void missingFileIsNamedUnderBothItsNames() throws IOException {
    write("train-images-idx3-ubyte", IdxFiles.twoImages());

    assertThatThrownBy(() -> KnownDataset.MNIST.load(Optional.of(directory)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(directory.resolve("train-labels-idx1-ubyte").toString())
        .hasMessageContaining(".gz")
        .hasMessageContaining("--data-dir");
  }

  @Test
  void missingDirectoryIsNamed() {
    Path nowhere = directory.resolve("nowhere");

    assertThatThrownBy(() -> KnownDataset.MNIST.load(Optional.of(nowhere)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(nowhere + ": expected a directory")
        .hasMessageContaining("no such directory");
  }

  @Test
  void trainingAndTestImagesOfDifferentShapeAreRefused() throws IOException {
    write("train-images-idx3-ubyte", IdxFiles.twoImages());
    write("train-labels-idx1-ubyte", IdxFiles.labels(1, 2));
    write("t10k-images-idx3-ubyte", IdxFiles.file(new int[] {IdxFiles.IMAGES, 1, 1, 2}, 7, 8));
    write("t10k-labels-idx1-ubyte", IdxFiles.labels(3));

    assertThatThrownBy(() -> KnownDataset.MNIST.load(Optional.of(directory)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("1x2x3")
        .hasMessageContaining("1x1x2");
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> KnownDataset.byId("cifar"))
        .hasMessageContaining("digits-embedded, mnist, fashion-mnist")
        .hasMessageContaining("'cifar'");
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
  }

  private static int fewestOfAClass(Samples samples) {
    int[] counts = new int[10];
    for (int i = 0; i < samples.size(); i++) {
      counts[samples.label(i)]++;
    }
    return Arrays.stream(counts).min().orElseThrow();
  }
}
