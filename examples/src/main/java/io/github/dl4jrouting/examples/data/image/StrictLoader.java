package io.github.dl4jrouting.examples.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.transform.ImageTransformProcess;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DataVec's loader with what folders from anywhere need: damaged files are errors, 16 bits a colour
 * become 8, images are made smaller by averaging, and a cut out of the middle keeps proportions.
 * OpenCV alone decodes; the loader's own second attempt would need Leptonica.
 */
final class StrictLoader extends NativeImageLoader {

  private static final long serialVersionUID = 1L;
  private static final double SIXTEEN_TO_EIGHT_BITS = 1 / 257.0;

  private final boolean centreCrop;
  private final transient Optional<ImageTransformProcess> transforms;

  StrictLoader(
      ImageSize size,
      int channels,
      boolean centreCrop,
      Optional<ImageTransformProcess> transforms) {
    super(size.height(), size.width(), channels);
    this.centreCrop = centreCrop;
    this.transforms = transforms;
  }

  /**
   * Decodes an image.
   *
   * @return [1, channels, height, width], 0 to 255, colours in the order blue, green, red
   * @throws IOException if it cannot be decoded, or its end is missing
   */
  @Override
  public INDArray asMatrix(InputStream in, boolean channelsFirst) throws IOException {
    byte[] bytes = in.readAllBytes();
    if (bytes.length == 0) {
      throw new IOException("an empty file");
    }
    if (JpegEnd.missing(bytes)) {
      throw new IOException("a truncated JPEG");
    }
    try (Mat encoded = new Mat(bytes);
        Mat image =
            opencv_imgcodecs.imdecode(
                encoded, opencv_imgcodecs.IMREAD_ANYDEPTH | opencv_imgcodecs.IMREAD_ANYCOLOR)) {
      if (image == null || image.empty()) {
        throw new IOException("what OpenCV cannot decode");
      }
      return asMatrix(image);
    }
  }

  @Override
  protected INDArray transformImage(Mat image, INDArray ret) throws IOException {
    try (Mat eightBit = eightBit(image)) {
      Mat transformed = eightBit;
      if (transforms.isPresent()) {
        ImageWritable writable = new ImageWritable(converter.convert(eightBit));
        transformed = converter.convert(transforms.get().execute(writable).getFrame());
      }
      if (!centreCrop) {
        return super.transformImage(transformed, ret);
      }
      try (Rect middle = middle(transformed.rows(), transformed.cols());
          Mat cut = transformed.apply(middle)) {
        return super.transformImage(cut, ret);
      }
    }
  }

  private static Mat eightBit(Mat image) throws IOException {
    Mat result = new Mat();
    switch (image.depth()) {
      case opencv_core.CV_8U -> image.copyTo(result);
      case opencv_core.CV_16U ->
          image.convertTo(result, opencv_core.CV_8U, SIXTEEN_TO_EIGHT_BITS, 0);
      default -> throw new IOException("an image of neither 8 nor 16 bits a colour");
    }
    return result;
  }

  /** The largest part of an image, around its middle, that has the proportions to scale to. */
  private Rect middle(int rows, int columns) {
    int keptRows = (int) Math.max(1, Math.min(rows, Math.round((double) columns * height / width)));
    int keptColumns =
        (int) Math.max(1, Math.min(columns, Math.round((double) rows * width / height)));
    return new Rect((columns - keptColumns) / 2, (rows - keptRows) / 2, keptColumns, keptRows);
  }

  /** Averages when it makes an image smaller, so that no pixel goes unseen. */
  @Override
  protected Mat scalingIfNeed(Mat image, long toHeight, long toWidth) {
    if (image.rows() == toHeight && image.cols() == toWidth) {
      return image;
    }
    boolean smaller = toHeight <= image.rows() && toWidth <= image.cols();
    Mat scaled = new Mat();
    try (Size size = new Size((int) toWidth, (int) toHeight)) {
      opencv_imgproc.resize(
          image,
          scaled,
          size,
          0,
          0,
          smaller ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR);
    }
    return scaled;
  }
}
