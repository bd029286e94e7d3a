package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CifarReaderTest {

  private static final int RECORD = 3073;
  private static final String[] NAMES = {
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin"
  };

  private final CifarReader reader = new CifarReader(2);

  @TempDir Path directory;

  /** Two records; every byte of the second image says which colour it is of. */
  private static byte[] batch(int firstLabel, int secondLabel) {
    byte[] bytes = new byte[2 * RECORD];
    bytes[0] = (byte) firstLabel;
    bytes[RECORD] = (byte) secondLabel;
    Arrays.fill(bytes, RECORD + 1, RECORD + 1025, (byte) 255);
    Arrays.fill(bytes, RECORD + 1025, RECORD + 2049, (byte) 102);
    Arrays.fill(bytes, RECORD + 2049, 2 * RECORD, (byte) 51);
    return bytes;
  }

  private static void write(Path where) throws IOException {
    Files.createDirectories(where);
    for (int i = 0; i < NAMES.length; i++) {
      Files.write(where.resolve(NAMES[i]), batch(i, 9));
    }
  }

  private static byte[] tar(int files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (int i = 0; i < files; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/" + NAMES[i]);
        entry.setSize(2 * RECORD);
        tar.putArchiveEntry(entry);
        tar.write(batch(i, 9));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static void assertComplete(Dataset data) {
    assertThat(data.name()).isEqualTo("cifar10");
    assertThat(data.shape()).isEqualTo(new SampleShape(3, 32, 32));
    assertThat(data.train().size()).isEqualTo(10);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.train().label(8)).as("first of data_batch_5").isEqualTo(4);
    assertThat(data.test().label(0)).isEqualTo(5);
    assertThat(data.classNames().get(9)).isEqualTo("truck");
    float[] pixels = new float[3072];
    data.train().read(9, pixels, 0);
    assertThat(new float[] {pixels[0], pixels[1023], pixels[1024], pixels[2048], pixels[3071]})
        .containsExactly(1f, 1f, .4f, .2f, .2f);
  }

  @Test
  void readsADirectoryWithTheSixFiles() throws IOException {
    write(directory);

    assertComplete(reader.read(directory));
  }

  @Test
  void readsTheFolderOfTheArchive() throws IOException {
    write(directory.resolve("cifar-10-batches-bin"));

    assertComplete(reader.read(directory));
  }

  @Test
  void readsTheArchiveInADirectoryAndByItsName() throws IOException {
    Path archive = Files.write(directory.resolve("cifar-10-binary.tar.gz"), tar(6));

    assertComplete(reader.read(directory));
    assertComplete(reader.read(archive));
  }

  static Stream<Arguments> malformed() {
    byte[] good = batch(0, 9);
    return Stream.of(
        Arguments.of("empty", new byte[0], "6146 bytes, 2 records of 3073", "an empty file"),
        Arguments.of("cut", Arrays.copyOf(good, 6145), "6146 bytes", "only 6145"),
        Arguments.of("a record less", Arrays.copyOf(good, RECORD), "6146 bytes", "only 3073"),
        Arguments.of("too long", Arrays.copyOf(good, 6147), "6146 bytes", "more"),
        Arguments.of("label", batch(0, 10), "labels from 0 to 9", "10 in record 1"),
        Arguments.of("high label", batch(200, 0), "labels from 0 to 9", "200 in record 0"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void malformedFileIsNamedWithWhatWasExpectedAndFound(
      String name, byte[] bytes, String expected, String found) throws IOException {
    write(directory);
    Path file = Files.write(directory.resolve("data_batch_3.bin"), bytes);

    assertThatThrownBy(() -> reader.read(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected ")
        .hasMessageContaining(expected)
        .hasMessageContaining("found " + found);
  }

  @Test
  void missingFileIsNamed() throws IOException {
    write(directory);
    Files.delete(directory.resolve("test_batch.bin"));

    assertThatThrownBy(() -> reader.read(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(directory.resolve("test_batch.bin").toString());
  }

  @Test
  void directoryInPlaceOfAFileIsNamed() throws IOException {
    write(directory);
    Files.delete(directory.resolve("test_batch.bin"));
    Files.createDirectory(directory.resolve("test_batch.bin"));

    assertThatThrownBy(() -> reader.read(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("test_batch.bin")
        .hasMessageContaining("found a directory");
  }

  @Test
  void truncatedArchiveIsNamed() throws IOException {
    byte[] whole = tar(6);
    Path archive =
        Files.write(
            directory.resolve("cifar-10-binary.tar.gz"), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> reader.read(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(archive + "")
        .hasMessageContaining("expected ");
  }

  @Test
  void archiveOfSomethingElseIsNamed() throws IOException {
    Path page =
        Files.writeString(directory.resolve("cifar-10-binary.tar.gz"), "<html>404</html>\n");

    assertThatThrownBy(() -> reader.read(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(page + ": expected ");
  }

  @Test
  void archiveWithoutAFileIsNamed() throws IOException {
    Path archive = Files.write(directory.resolve("cifar-10-binary.tar.gz"), tar(5));

    assertThatThrownBy(() -> reader.read(archive))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("an archive with test_batch.bin")
        .hasMessageContaining("binary version");
  }
}
