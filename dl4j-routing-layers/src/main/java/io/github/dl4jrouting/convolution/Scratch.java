package io.github.dl4jrouting.convolution;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** What one group of samples needs: an image, its windows and its result, in and off the heap. */
final class Scratch implements AutoCloseable {
  private final Patches patches;
  private final int outputs;
  private final float[] image;
  private final float[] windows;
  private final float[] row;
  private final FloatBuffer matrixBuffer;
  private final FloatBuffer resultBuffer;

  /** [depth, positions]. */
  final FloatPointer matrix;

  /** [outputs, positions]. */
  final FloatPointer result;

  Scratch(Patches patches, int outputs) {
    this.patches = patches;
    this.outputs = outputs;
    image = new float[patches.imageSize()];
    windows = new float[patches.depth() * patches.positions()];
    row = new float[outputs * patches.positions()];
    matrix = new FloatPointer(windows.length);
    result = new FloatPointer(row.length);
    matrixBuffer = matrix.asBuffer();
    resultBuffer = result.asBuffer();
  }

  static FloatPointer zeros(long length) {
    FloatPointer zeros = new FloatPointer(length);
    Pointer.memset(zeros, 0, length * Float.BYTES);
    return zeros;
  }

  /** The windows of one image. */
  void unfold(FloatPointer images, long sample) {
    at(images, sample, image.length).get(0, image);
    patches.unfold(image, windows);
    matrixBuffer.put(0, windows);
  }

  /** The image that the windows come from, their gradients added up. */
  void fold(FloatPointer images, long sample) {
    matrixBuffer.get(0, windows);
    patches.fold(windows, image);
    at(images, sample, image.length).put(0, image);
  }

  /** Sets each output's row to one number. */
  void fill(float[] numbers) {
    int positions = patches.positions();
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(row, o * positions, (o + 1) * positions, numbers[o]);
    }
    resultBuffer.put(0, row);
  }

  void load(FloatPointer all, long sample) {
    at(all, sample, row.length).get(0, row);
    resultBuffer.put(0, row);
  }

  void store(FloatPointer all, long sample) {
    resultBuffer.get(0, row);
    at(all, sample, row.length).put(0, row);
  }

  /** Adds up each output's row as it was loaded. */
  void sum(float[] sums) {
    int positions = patches.positions();
    for (int o = 0; o < outputs; o++) {
      float sum = 0;
      for (int i = o * positions; i < (o + 1) * positions; i++) {
        sum += row[i];
      }
      sums[o] += sum;
    }
  }

  private static FloatBuffer at(FloatPointer all, long sample, int length) {
    return all.getPointer(sample * length).capacity(length).asBuffer();
  }

  @Override
  public void close() {
    matrix.close();
    result.close();
  }
}
