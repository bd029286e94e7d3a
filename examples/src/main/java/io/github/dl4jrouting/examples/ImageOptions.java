package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.data.SplitSettings;
import io.github.dl4jrouting.examples.data.image.ImageSettings;
import io.github.dl4jrouting.examples.data.image.ImageSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A folder of the user's own images. */
final class ImageOptions {

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Use the images in this directory, a folder for each class; or folders train and test"
              + " (or val) with a folder for each class.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      converter = BySize.class,
      description =
          "Scale images to this height and width, or to a square of one number (default: the"
              + " images' own size where all have the same, up to 64x64, else 32x32).")
  private Optional<ImageSize> size = Optional.empty();

  @Option(
      names = "--grayscale",
      description =
          "Leave colours away, for one channel instead of three; happens by itself where no image"
              + " has a colour.")
  private boolean grayscale;

  @Option(
      names = "--center-crop",
      description =
          "Cut images to the proportions of --image-size around their middle instead of squeezing"
              + " them.")
  private boolean centreCrop;

  @Option(
      names = "--image-transforms",
      paramLabel = "FILE",
      description =
          "DataVec ImageTransformProcess as JSON or YAML; every image goes through it once, before"
              + " it is scaled.")
  private Optional<Path> transforms = Optional.empty();

  @Option(
      names = "--skip-unreadable",
      description = "Leave damaged images away and say which (default: fail and say which).")
  private boolean skipUnreadable;

  ImageOptions() {}

  Optional<Path> folder() {
    return folder;
  }

  /** An option that says nothing without {@code --images}, if there is one. */
  Optional<String> extra() {
    return Stream.of(
            named(size.isPresent(), "--image-size"),
            named(grayscale, "--grayscale"),
            named(centreCrop, "--center-crop"),
            named(transforms.isPresent(), "--image-transforms"),
            named(skipUnreadable, "--skip-unreadable"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<String> named(boolean present, String name) {
    return present ? Optional.of(name) : Optional.empty();
  }

  ImageSettings settings(SplitSettings split) {
    return new ImageSettings(size, grayscale, centreCrop, transforms, skipUnreadable, split);
  }

  /** Reads a size. */
  static final class BySize implements ITypeConverter<ImageSize> {
    @Override
    public ImageSize convert(String text) {
      try {
        return ImageSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
