package io.github.dl4jrouting.examples.data.image;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.ImageSamples;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import io.github.dl4jrouting.examples.data.StratifiedSplit;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.datavec.image.transform.ImageTransformProcess;

/**
 * A data set of one's own: a folder with a folder of images for each class, or with such a folder
 * called {@code train} and another called {@code test} (or {@code val}).
 */
public final class ImageFolder {

  private static final int COLOURS = 3;
  private static final int NAMED = 3;
  private static final List<String> TEST_NAMES = List.of("test", "val", "valid", "validation");

  private final Path root;
  private final ImageSettings settings;
  private final LoadingProgress progress;

  /**
   * Reads nothing yet.
   *
   * @param root the folder
   * @param settings how to read it
   * @param progress is told of what is read and what is left away
   */
  public ImageFolder(Path root, ImageSettings settings, LoadingProgress progress) {
    this.root = root;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Reads all images.
   *
   * @param name what to call the data set
   * @return the samples, whose classes are called like their folders
   * @throws DatasetException if a folder is not as described above, an image cannot be read, or
   *     there is only one class or one image of a class
   * @throws IOException if reading fails otherwise
   */
  public Dataset load(String name) throws IOException {
    Optional<Path> trainRoot = parts(List.of("train"));
    Optional<Path> testRoot = parts(TEST_NAMES);
    boolean parted = trainRoot.isPresent() && testRoot.isPresent();
    ImageTree train = ImageTree.of(parted ? trainRoot.get() : root);
    if (!parted) {
      Images images = read(List.of(train));
      StratifiedSplit split =
          StratifiedSplit.of(
              root.toString(), images.labels(), train.classNames(), settings.split());
      Samples all = images.samples();
      return new Dataset(
          name,
          new SelectedSamples(all, split.train()),
          new SelectedSamples(all, split.test()),
          train.classNames());
    }
    if (train.classNames().size() < 2) {
      throw new DatasetException(
          trainRoot.get().toString(),
          "a folder for each of at least 2 classes",
          "only '" + train.classNames().get(0) + "'",
          "add another");
    }
    ImageTree test = ImageTree.of(train.classNames(), testRoot.get());
    Images images = read(List.of(train, test));
    Samples all = images.samples();
    int[] order = SelectedSamples.shuffled(all.size(), settings.split().seed());
    return new Dataset(
        name,
        new SelectedSamples(all, Arrays.stream(order).filter(i -> !images.isOf(1, i)).toArray()),
        new SelectedSamples(all, Arrays.stream(order).filter(i -> images.isOf(1, i)).toArray()),
        train.classNames());
  }

  /** A folder of folders under the first of these names. */
  private Optional<Path> parts(List<String> names) throws IOException {
    for (String name : names) {
      Path part = root.resolve(name);
      if (Files.isDirectory(part) && !ImageTree.folders(part).isEmpty()) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /** What was read of one tree or two. */
  private record Images(SampleShape shape, byte[][] pixels, int[] labels, int[] trees) {
    Samples samples() {
      return new ImageSamples(shape, pixels, labels);
    }

    boolean isOf(int tree, int index) {
      return trees[index] == tree;
    }
  }

  private Images read(List<ImageTree> trees) throws IOException {
    List<Path> files =
        trees.stream().flatMap(t -> t.files().stream()).map(ImageTree.LabelledFile::path).toList();
    int[] labels = trees.stream().flatMapToInt(t -> Arrays.stream(t.labels())).toArray();
    int first = trees.get(0).files().size();
    tellOthers(trees.stream().flatMap(t -> t.others().stream()).toList());
    Optional<ImageTransformProcess> transforms = Optional.empty();
    if (settings.transforms().isPresent()) {
      transforms = Optional.of(TransformFile.read(settings.transforms().get()));
    }
    ImageSize size = settings.size().orElseGet(() -> usualSize(files));
    int channels = settings.grayscale() ? 1 : COLOURS;
    byte[][] pixels = new byte[files.size()][];
    List<String> faults = new ArrayList<>();
    progress.started(
        "Reading " + files.size() + " images of " + root + ", scaled to " + size,
        files.size(),
        LoadingProgress.Unit.IMAGES);
    try (FolderReader reader =
        new FolderReader(
            files,
            size,
            channels,
            new StrictLoader(size, channels, settings.centreCrop(), transforms))) {
      for (int i = 0; i < pixels.length; i++) {
        try {
          pixels[i] = reader.nextPixels();
        } catch (IOException e) {
          faults.add(files.get(i) + " (" + FileFault.of(files.get(i), e) + ")");
        }
        progress.reached(i + 1);
      }
    } finally {
      progress.ended();
    }
    judge(faults);
    int[] whole = IntStream.range(0, pixels.length).filter(i -> pixels[i] != null).toArray();
    byte[][] kept = Arrays.stream(whole).mapToObj(i -> pixels[i]).toArray(byte[][]::new);
    if (kept.length == 0) {
      throw new DatasetException(
          root.toString(), "images that can be read", "none", "check the files");
    }
    int left = withoutEqualChannels(kept, channels);
    return new Images(
        new SampleShape(left, size.height(), size.width()),
        kept,
        Arrays.stream(whole).map(i -> labels[i]).toArray(),
        Arrays.stream(whole).map(i -> i < first ? 0 : 1).toArray());
  }

  private static ImageSize usualSize(List<Path> files) {
    return CommonSize.of(files)
        .filter(size -> size.fitsInto(ImageSize.LARGEST_KEPT))
        .orElse(ImageSize.USUAL);
  }

  private void tellOthers(List<Path> others) {
    if (!others.isEmpty()) {
      progress.notice(
          "Leaving away what is no image by its name: "
              + list(others.stream().map(Path::toString).toList()));
    }
  }

  private void judge(List<String> faults) throws DatasetException {
    if (faults.isEmpty()) {
      return;
    }
    if (!settings.skipUnreadable()) {
      throw new DatasetException(
          root.toString(),
          "images only that can be read",
          faults.size() + " that cannot: " + list(faults),
          "mend or remove them, or leave them away with --skip-unreadable");
    }
    progress.notice("Leaving away " + faults.size() + " unreadable images: " + list(faults));
  }

  private static String list(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
  }

  /** Keeps one channel where no image has a colour. */
  private static int withoutEqualChannels(byte[][] images, int channels) {
    if (channels == 1 || !Arrays.stream(images).allMatch(ImageFolder::colourless)) {
      return channels;
    }
    Arrays.setAll(images, i -> Arrays.copyOf(images[i], images[i].length / channels));
    return 1;
  }

  private static boolean colourless(byte[] image) {
    int plane = image.length / COLOURS;
    return Arrays.equals(image, 0, plane, image, plane, 2 * plane)
        && Arrays.equals(image, 0, plane, image, 2 * plane, 3 * plane);
  }
}
