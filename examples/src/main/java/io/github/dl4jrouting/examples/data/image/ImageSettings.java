package io.github.dl4jrouting.examples.data.image;

import io.github.dl4jrouting.examples.data.SplitSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a folder of images becomes samples.
 *
 * @param size what every image is scaled to; empty for the images' own size where all have the same
 *     and it is not large, else {@link ImageSize#USUAL}
 * @param grayscale whether colours are left away; where no image has a colour they are in any case
 * @param centreCrop whether the largest part of an image that has the sides' ratio is cut out of
 *     its middle, instead of squeezing the image
 * @param transforms file with DataVec's {@code ImageTransformProcess}, JSON or YAML, which every
 *     image goes through once before it is scaled
 * @param skipUnreadable whether images that cannot be read are left away, instead of ending the
 *     program
 * @param split what to test on, for folders that do not say it themselves
 */
public record ImageSettings(
    Optional<ImageSize> size,
    boolean grayscale,
    boolean centreCrop,
    Optional<Path> transforms,
    boolean skipUnreadable,
    SplitSettings split) {}
