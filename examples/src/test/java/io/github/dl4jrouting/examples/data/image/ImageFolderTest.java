package io.github.dl4jrouting.examples.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SplitSettings;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.datavec.image.transform.ImageTransformProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {

  private static final Offset<Float> NEAR = Offset.offset(3f / 255);
  private static final SplitSettings SPLIT = new SplitSettings(0.3, 1);

  @TempDir Path directory;

  private final List<String> notices = new ArrayList<>();

  @Test
  void readsPngAndJpegOfAnySizeWithTheirColours() throws IOException {
    Path folder = Pictures.redAndBlue(directory.resolve("my images"));
    Pictures.write(folder.resolve("red/large.jpg"), 90, 120, new Color(200, 10, 0));
    Pictures.write(folder.resolve("blue/Large.JPEG"), 120, 90, new Color(0, 10, 200));

    Dataset data = load(folder);

    assertThat(data.classNames()).containsExactly("blue", "red");
    assertThat(data.shape()).isEqualTo(new SampleShape(3, 32, 32));
    assertThat(data.train().size() + data.test().size()).isEqualTo(22);
    for (Samples samples : List.of(data.train(), data.test())) {
      for (int i = 0; i < samples.size(); i++) {
        boolean red = samples.label(i) == 1;
        assertThat(pixel(samples, i, 0, 16, 16)).isCloseTo(red ? .8f : 0, Offset.offset(.05f));
        assertThat(pixel(samples, i, 1, 16, 16)).isCloseTo(10f / 255, NEAR);
        assertThat(pixel(samples, i, 2, 16, 16)).isCloseTo(red ? 0 : .8f, Offset.offset(.05f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "tif", "webp", "ppm", "pnm", "pgm"})
  void everyFormatThatIsPromisedIsRead(String ending) throws IOException {
    for (String kind : List.of("a", "b")) {
      Files.createDirectory(directory.resolve(kind));
      for (int i = 0; i < 2; i++) {
        int channels = ending.equals("pgm") ? opencv_core.CV_8UC1 : opencv_core.CV_8UC3;
        try (Mat image = new Mat(16, 16, channels, Scalar.all(102))) {
          opencv_imgcodecs.imwrite(directory.resolve(kind + "/" + i + "." + ending) + "", image);
        }
      }
    }
    assertThat(pixel(load(directory).train(), 0, 0, 8, 8)).isCloseTo(.4f, NEAR);
  }

  @Test
  void imagesOfOneSmallSizeKeepIt() throws IOException {
    assertThat(load(Pictures.redAndBlue(directory)).shape()).isEqualTo(new SampleShape(3, 6, 4));
  }

  @Test
  void sizeAndGrayscaleCanBeAskedFor() throws IOException {
    Pictures.redAndBlue(directory);
    ImageSettings settings =
        new ImageSettings(
            Optional.of(new ImageSize(5, 7)), true, false, Optional.empty(), false, SPLIT);

    assertThat(load(directory, settings).shape()).isEqualTo(new SampleShape(1, 5, 7));
  }

  @Test
  void imagesWithoutAnyColourHaveOneChannel() throws IOException {
    for (int i = 0; i < 4; i++) {
      Pictures.write(directory.resolve("a/" + i + ".png"), 3, 3, new Color(51, 51, 51));
      Pictures.write(directory.resolve("b/" + i + ".png"), 3, 3, Color.WHITE);
    }
    Dataset data = load(directory);

    assertThat(data.shape()).isEqualTo(new SampleShape(1, 3, 3));
    int dark =
        IntStream.range(0, 4).filter(i -> data.train().label(i) == 0).findFirst().orElseThrow();
    assertThat(pixel(data.train(), dark, 0, 1, 1)).isCloseTo(.2f, Offset.offset(1e-6f));
  }

  @Test
  void sixteenBitsAColourAreScaledLikeEight() throws IOException {
    for (int i = 0; i < 4; i++) {
      BufferedImage grey = new BufferedImage(3, 3, BufferedImage.TYPE_USHORT_GRAY);
      for (int pixel = 0; pixel < 9; pixel++) {
        grey.getRaster().setSample(pixel % 3, pixel / 3, 0, 51 * 257);
      }
      Pictures.write(directory.resolve("a/" + i + ".png"), grey);
      Pictures.write(directory.resolve("b/" + i + ".png"), grey);
    }
    assertThat(pixel(load(directory).train(), 0, 0, 1, 1)).isCloseTo(.2f, Offset.offset(1e-6f));
  }

  @Test
  void centreCropKeepsProportions() throws IOException {
    for (String kind : List.of("a", "b")) {
      for (int i = 0; i < 2; i++) {
        BufferedImage wide = new BufferedImage(40, 10, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 400; pixel++) {
          boolean middle = pixel % 40 >= 15 && pixel % 40 < 25;
          wide.setRGB(pixel % 40, pixel / 40, middle ? 0xffffff : 0);
        }
        Pictures.write(directory.resolve(kind + "/" + i + ".png"), wide);
      }
    }
    ImageSettings cropped =
        new ImageSettings(
            Optional.of(new ImageSize(5, 5)), false, true, Optional.empty(), false, SPLIT);
    ImageSettings squeezed =
        new ImageSettings(
            Optional.of(new ImageSize(5, 5)), false, false, Optional.empty(), false, SPLIT);

    assertThat(pixel(load(directory, cropped).train(), 0, 0, 2, 0)).isEqualTo(1);
    assertThat(pixel(load(directory, squeezed).train(), 0, 0, 2, 0)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void transformsOfDataVecAreApplied(String format) throws IOException {
    for (String kind : List.of("a", "b")) {
      for (int i = 0; i < 2; i++) {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xff0000);
        Pictures.write(directory.resolve("images/" + kind + "/" + i + ".png"), image);
      }
    }
    ImageTransformProcess flip = new ImageTransformProcess.Builder().flipImageTransform(1).build();
    Path file =
        Files.writeString(
            directory.resolve("flip." + format),
            format.equals("json") ? flip.toJson() : flip.toYaml());
    ImageSettings settings =
        new ImageSettings(Optional.empty(), false, false, Optional.of(file), false, SPLIT);

    Samples samples = load(directory.resolve("images"), settings).train();
    assertThat(pixel(samples, 0, 0, 0, 3)).as("mirrored").isEqualTo(1);
    assertThat(pixel(samples, 0, 0, 0, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"no\": 1}", "", "{"})
  void malformedTransformsAreNamed(String text) throws IOException {
    Pictures.redAndBlue(directory.resolve("images"));
    Path file = Files.writeString(directory.resolve("wrong.json"), text);
    ImageSettings settings =
        new ImageSettings(Optional.empty(), false, false, Optional.of(file), false, SPLIT);

    assertThatThrownBy(() -> load(directory.resolve("images"), settings))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected an ImageTransformProcess")
        .hasMessageContaining("found ");
  }

  @Test
  void splitKeepsEveryClassInItsShareAndDependsOnTheSeedAlone() throws IOException {
    Pictures.redAndBlue(directory);

    Dataset data = load(directory);

    assertThat(data.test().size()).isEqualTo(6);
    assertThat(reds(data.test())).isEqualTo(3);
    assertThat(reds(data.train().first(7))).as("classes are mixed").isBetween(1, 6);
    assertThat(bytes(load(directory))).isEqualTo(bytes(data));
    ImageSettings other = settings(false, new SplitSettings(0.3, 2));
    assertThat(bytes(load(directory, other))).isNotEqualTo(bytes(data));
  }

  @Test
  void foldersTrainAndTestAreTakenAsTheyAre() throws IOException {
    Pictures.redAndBlue(directory.resolve("train"));
    Pictures.write(directory.resolve("val/red/x.png"), 6, 4, Color.RED);
    Pictures.write(directory.resolve("val/blue/x.png"), 6, 4, Color.BLUE);

    Dataset data = load(directory);

    assertThat(data.classNames()).containsExactly("blue", "red");
    assertThat(data.train().size()).isEqualTo(20);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(reds(data.test())).isEqualTo(1);
  }

  @Test
  void imagesInFoldersBelowAClassAreOfThatClass() throws IOException {
    Pictures.redAndBlue(directory);
    Pictures.write(directory.resolve("red/dark/deep/x.png"), 6, 4, new Color(80, 0, 0));

    Dataset data = load(directory);

    assertThat(data.classNames()).containsExactly("blue", "red");
    assertThat(reds(data.train()) + reds(data.test())).isEqualTo(11);
  }

  @Test
  void filesThatAreNoImagesByNameAreLeftAwayAloudAndHiddenOnesSilently() throws IOException {
    Pictures.redAndBlue(directory);
    Path notes = Files.writeString(directory.resolve("red/notes.txt"), "mine");
    Files.writeString(directory.resolve("red/.DS_Store"), "x");

    Dataset data = load(directory);

    assertThat(data.train().size() + data.test().size()).isEqualTo(20);
    assertThat(notices).containsExactly("Leaving away what is no image by its name: " + notes);
  }

  @Test
  void damagedImagesAreAllNamedWithTheirFaults() throws IOException {
    Pictures.redAndBlue(directory);
    Path text = Files.writeString(directory.resolve("red/text.png"), "not an image");
    Path empty = Files.write(directory.resolve("red/empty.jpg"), new byte[0]);
    Path cut = cutInHalf(directory.resolve("blue/cut.jpg"));

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(directory + ": expected images only that can be read, found 3")
        .hasMessageContaining(text + " (what OpenCV cannot decode)")
        .hasMessageContaining(empty + " (an empty file)")
        .hasMessageContaining(cut + " (a truncated JPEG)")
        .hasMessageContaining("--skip-unreadable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp"})
  void truncatedImageIsRefused(String ending) throws IOException {
    Pictures.redAndBlue(directory);
    Path cut = cutInHalf(directory.resolve("blue/cut." + ending));

    assertThatThrownBy(() -> load(directory)).hasMessageContaining(cut.toString());
  }

  private static Path cutInHalf(Path file) throws IOException {
    BufferedImage noise = new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 2500; i++) {
      noise.setRGB(i % 50, i / 50, i * 7919 * 31);
    }
    Pictures.write(file, noise);
    byte[] bytes = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  void damagedImagesAreLeftAwayOnDemand() throws IOException {
    Pictures.redAndBlue(directory);
    Path text = Files.writeString(directory.resolve("red/a.png"), "not an image");

    Dataset data = load(directory, settings(true, SPLIT));

    assertThat(data.train().size() + data.test().size()).isEqualTo(20);
    assertThat(reds(data.train()) + reds(data.test())).isEqualTo(10);
    assertThat(notices).singleElement().asString().contains("1 unreadable").contains(text + "");
  }

  @Test
  void imageWithoutPermissionIsNamed() throws IOException {
    Pictures.redAndBlue(directory);
    Path locked = directory.resolve("red/image 1.png");
    assumeThat(locked.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(locked)).as("a superuser reads everything").isFalse();

    assertThatThrownBy(() -> load(directory)).hasMessageContaining(locked + " (permission denied)");
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> load(directory.resolve("nowhere")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("nowhere: expected a directory")
        .hasMessageContaining("no such directory");
  }

  @Test
  void fileInPlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(() -> load(file)).hasMessageContaining("found a file");
  }

  @Test
  void folderWithoutClassesSaysHowToMakeThem() throws IOException {
    Pictures.write(directory.resolve("x.png"), 3, 3, Color.RED);

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("a folder of images for each class, found no folder");
  }

  @Test
  void classWithoutImagesIsNamed() throws IOException {
    Pictures.redAndBlue(directory);
    Path green = Files.createDirectory(directory.resolve("green"));

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(green + ": expected images (");
  }

  @Test
  void oneClassAloneIsRefused() throws IOException {
    Pictures.write(directory.resolve("red/x.png"), 3, 3, Color.RED);

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("at least 2 classes, found only 'red'");
  }

  @Test
  void classOfOneImageIsNamed() throws IOException {
    Pictures.redAndBlue(directory);
    Pictures.write(directory.resolve("green/x.png"), 6, 4, Color.GREEN);

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("1 of class 'green'");
  }

  @Test
  void testFolderWithAClassOfItsOwnIsRefused() throws IOException {
    Pictures.redAndBlue(directory.resolve("train"));
    Pictures.redAndBlue(directory.resolve("test"));
    Pictures.write(directory.resolve("test/green/x.png"), 6, 4, Color.GREEN);

    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(directory.resolve("test/green").toString())
        .hasMessageContaining("blue, red");
  }

  private Dataset load(Path folder) throws IOException {
    return load(folder, settings(false, SPLIT));
  }

  private static ImageSettings settings(boolean skipUnreadable, SplitSettings split) {
    return new ImageSettings(
        Optional.empty(), false, false, Optional.empty(), skipUnreadable, split);
  }

  private Dataset load(Path folder, ImageSettings settings) throws IOException {
    LoadingProgress recording =
        new LoadingProgress() {
          @Override
          public void notice(String line) {
            notices.add(line);
          }

          @Override
          public void started(String task, long total, Unit unit) {}

          @Override
          public void reached(long done) {}

          @Override
          public void ended() {}
        };
    return new ImageFolder(folder, settings, recording).load("mine");
  }

  private static float pixel(Samples samples, int index, int channel, int row, int column) {
    float[] values = new float[samples.shape().features()];
    samples.read(index, values, 0);
    SampleShape shape = samples.shape();
    return values[(channel * shape.height() + row) * shape.width() + column];
  }

  private static int reds(Samples samples) {
    return (int) IntStream.range(0, samples.size()).filter(i -> samples.label(i) == 1).count();
  }

  private static float[] bytes(Dataset data) {
    int features = data.shape().features();
    float[] values = new float[features * data.test().size()];
    for (int i = 0; i < data.test().size(); i++) {
      data.test().read(i, values, i * features);
    }
    return values;
  }
}
