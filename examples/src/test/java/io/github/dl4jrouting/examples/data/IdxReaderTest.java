package io.github.dl4jrouting.examples.data;

import static io.github.dl4jrouting.examples.data.IdxFiles.IMAGES;
import static io.github.dl4jrouting.examples.data.IdxFiles.LABELS;
import static io.github.dl4jrouting.examples.data.IdxFiles.file;
import static io.github.dl4jrouting.examples.data.IdxFiles.labels;
import static io.github.dl4jrouting.examples.data.IdxFiles.twoImages;
import static io.github.dl4jrouting.examples.data.IdxFiles.zipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxReaderTest {

  @TempDir Path directory;

  @Test
  void readsPixelsScaledToOneAndLabels() throws IOException {
    ImageSamples samples = read(twoImages(), labels(3, 9));

    assertThat(samples.size()).isEqualTo(2);
    assertThat(samples.shape()).isEqualTo(new SampleShape(1, 2, 3));
    assertThat(samples.label(0)).isEqualTo(3);
    assertThat(samples.label(1)).isEqualTo(9);
    float[] pixels = new float[8];
    samples.read(0, pixels, 1);
    assertThat(pixels).containsExactly(new float[] {0, 0, .2f, .4f, .6f, .8f, 1, 0}, near());
  }

  @Test
  void readsGzippedFilesWhateverTheyAreCalled() throws IOException {
    ImageSamples samples = read(zipped(twoImages()), zipped(labels(3, 9)));

    float[] pixels = new float[6];
    samples.read(1, pixels, 0);
    assertThat(pixels[5]).isCloseTo(6f / 255, near());
    assertThat(samples.label(1)).isEqualTo(9);
  }

  static Stream<Arguments> malformedImages() {
    byte[] good = twoImages();
    byte[] goodZip = zipped(good);
    byte[] damagedZip = goodZip.clone();
    damagedZip[goodZip.length - 6] ^= 0x55; // in the checksum
    return Stream.of(
        Arguments.of("empty", new byte[0], "header of 16 bytes", "an empty file"),
        Arguments.of("header cut", Arrays.copyOf(good, 10), "header of 16 bytes", "only 10 bytes"),
        Arguments.of("pixels cut", Arrays.copyOf(good, 27), "12 bytes of images", "only 11"),
        Arguments.of("too long", Arrays.copyOf(good, 29), "12 bytes of images", "more"),
        Arguments.of("labels instead", labels(1, 2, 3, 4, 5, 6, 7, 8), "0x00000803", "0x00000801"),
        Arguments.of("text", "<html><body>404</body>".getBytes(), "0x00000803", "0x3c68746d"),
        Arguments.of("no image", file(new int[] {IMAGES, 0, 2, 3}), "dimension 0", "found 0"),
        Arguments.of(
            "negative count", file(new int[] {IMAGES, -1, 2, 3}), "dimension 0", "found -1"),
        Arguments.of("no row", file(new int[] {IMAGES, 2, 0, 3}), "dimension 1", "found 0"),
        Arguments.of(
            "absurd width", file(new int[] {IMAGES, 2, 2, 1 << 30}), "dimension 2", "1073741824"),
        Arguments.of(
            "absurd size",
            file(new int[] {IMAGES, 1 << 30, 28, 28}),
            "at most 2 GiB",
            "841813590016 bytes"),
        Arguments.of(
            "gzip cut",
            Arrays.copyOf(goodZip, goodZip.length - 9),
            "a whole gzip stream",
            "truncated or damaged"),
        Arguments.of("gzip damaged", damagedZip, "a whole gzip stream", "truncated or damaged"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedImages")
  void malformedImagesAreNamedWithWhatWasExpectedAndFound(
      String name, byte[] images, String expected, String found) throws IOException {
    Path file = write("images", images);
    Path labels = write("labels", labels(3, 9));

    assertThatThrownBy(() -> IdxReader.read(file, labels, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected ")
        .hasMessageContaining(expected)
        .hasMessageContaining("found ")
        .hasMessageContaining(found)
        .hasMessageContaining("; ");
  }

  static Stream<Arguments> malformedLabels() {
    return Stream.of(
        Arguments.of("fewer than images", labels(3), "2 labels", "found 1"),
        Arguments.of("more than images", labels(3, 4, 5), "2 labels", "found 3"),
        Arguments.of("out of range", labels(3, 10), "labels from 0 to 9", "10 at index 1"),
        Arguments.of("high byte", labels(200, 1), "labels from 0 to 9", "200 at index 0"),
        Arguments.of("images instead", twoImages(), "0x00000801", "0x00000803"),
        Arguments.of("cut", file(new int[] {LABELS, 2}, 3), "2 bytes of labels", "only 1"),
        Arguments.of("empty", new byte[0], "header of 8 bytes", "an empty file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedLabels")
  void malformedLabelsAreNamedWithWhatWasExpectedAndFound(
      String name, byte[] labels, String expected, String found) throws IOException {
    Path images = write("images", twoImages());
    Path file = write("labels", labels);

    assertThatThrownBy(() -> IdxReader.read(images, file, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected ")
        .hasMessageContaining(expected)
        .hasMessageContaining(found);
  }

  @Test
  void missingFileIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> IdxReader.read(missing, missing, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("no such file");
  }

  @Test
  void directoryInPlaceOfAFileIsNamed() {
    assertThatThrownBy(() -> IdxReader.read(directory, directory, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("found a directory");
  }

  @Test
  void fileWithoutPermissionIsNamed() throws IOException {
    Path locked = write("locked", twoImages());
    assumeThat(locked.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(locked)).as("a superuser reads everything").isFalse();

    assertThatThrownBy(() -> IdxReader.read(locked, locked, 10))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(locked.toString())
        .hasMessageContaining("may not be read");
  }

  private ImageSamples read(byte[] images, byte[] labels) throws IOException {
    return IdxReader.read(write("images", images), write("labels", labels), 10);
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private static Offset<Float> near() {
    return Offset.offset(1e-6f);
  }
}
