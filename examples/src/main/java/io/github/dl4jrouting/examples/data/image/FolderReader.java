package io.github.dl4jrouting.examples.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.image.recordreader.ImageRecordReader;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DataVec's image reader over a list of files, in its order, with a loader of our own. */
final class FolderReader extends ImageRecordReader {

  private static final long serialVersionUID = 1L;

  FolderReader(List<Path> files, ImageSize size, int channels, StrictLoader loader)
      throws IOException {
    super(size.height(), size.width(), channels);
    imageLoader = loader;
    initialize(new CollectionInputSplit(files.stream().map(Path::toUri).toList()));
  }

  /**
   * The next image; after an exception the one behind it.
   *
   * @return channel after channel and row after row, red first
   * @throws IOException if the file cannot be read or decoded
   */
  byte[] nextPixels() throws IOException {
    try {
      return bytes(((NDArrayWritable) next().get(0)).get());
    } catch (RuntimeException e) { // the reader wraps what the loader throws
      throw e.getCause() instanceof IOException cause
          ? cause
          : new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private static byte[] bytes(INDArray image) {
    float[] values = image.dup('c').data().asFloat();
    int channels = (int) image.size(1);
    int plane = values.length / channels;
    byte[] bytes = new byte[values.length];
    for (int channel = 0; channel < channels; channel++) {
      int from = (channels - 1 - channel) * plane; // OpenCV has blue first
      for (int i = 0; i < plane; i++) {
        bytes[channel * plane + i] =
            (byte) Math.max(0, Math.min(255, Math.round(values[from + i])));
      }
    }
    return bytes;
  }
}
