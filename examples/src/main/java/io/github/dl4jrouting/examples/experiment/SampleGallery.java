package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.report.CsvFile;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVPrinter;

/**
 * What single samples cost, as a table of all of them, and as pictures of those that cost least and
 * most.
 *
 * @param samples the samples
 * @param outcomes what a routed network did with them
 * @param denseMacs multiply-accumulates of its dense twin for one sample
 */
record SampleGallery(Samples samples, Outcomes outcomes, double denseMacs) {

  private static final int PICTURES = 12;
  private static final int SMALLEST_SIDE = 112;
  private static final int WHITE = 255;

  void write(Path directory) throws IOException {
    CsvFile.write(
        directory.resolve("samples.csv"),
        this::all,
        "index",
        "label",
        "predicted",
        "computeRatio",
        "route",
        "confidence");
    SampleShape shape = samples.shape();
    boolean image = shape.height() > 1 && (shape.channels() == 1 || shape.channels() == 3);
    Path pictures = directory.resolve("samples");
    forget(pictures);
    if (image) {
      pictures(Files.createDirectories(pictures));
    }
  }

  /** Pictures of an earlier run into the same directory would be taken for this one's. */
  private static void forget(Path pictures) throws IOException {
    if (!Files.isDirectory(pictures)) {
      return;
    }
    try (Stream<Path> files = Files.list(pictures)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches("(easy|hard)-\\d{2}\\.png|index\\.csv")) {
          Files.delete(file);
        }
      }
    }
  }

  private void all(CSVPrinter csv) throws IOException {
    for (int n = 0; n < outcomes.samples(); n++) {
      csv.printRecord(
          n,
          samples.label(n),
          outcomes.predicted()[n],
          outcomes.macs()[n] / denseMacs,
          outcomes.route(n),
          outcomes.confidence()[n]);
    }
  }

  /** Least compute first; where it is equal, what the network is surest of. */
  List<Integer> fromEasyToHard() {
    return IntStream.range(0, outcomes.samples())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(n -> outcomes.macs()[n])
                .thenComparing(n -> -outcomes.confidence()[n])
                .thenComparing(n -> n))
        .toList();
  }

  private void pictures(Path directory) throws IOException {
    List<Integer> order = fromEasyToHard();
    int count = Math.min(PICTURES, order.size() / 2);
    List<Object[]> index = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      index.add(picture(directory, "easy", i + 1, order.get(i)));
    }
    for (int i = 0; i < count; i++) {
      index.add(picture(directory, "hard", i + 1, order.get(order.size() - 1 - i)));
    }
    CsvFile.write(
        directory.resolve("index.csv"),
        csv -> csv.printRecords(index),
        "file",
        "kind",
        "index",
        "label",
        "predicted",
        "computeRatio",
        "route",
        "confidence");
  }

  private Object[] picture(Path directory, String kind, int number, int n) throws IOException {
    String file = String.format(Locale.ROOT, "%s-%02d.png", kind, number);
    BufferedImage image = image(n);
    WholeFile.write(
        directory.resolve(file),
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new IOException("this JVM cannot write PNG");
          }
        });
    return new Object[] {
      file,
      kind,
      n,
      samples.label(n),
      outcomes.predicted()[n],
      outcomes.macs()[n] / denseMacs,
      outcomes.route(n),
      outcomes.confidence()[n]
    };
  }

  /** Each pixel as a square of whole pixels. */
  private BufferedImage image(int sample) {
    SampleShape shape = samples.shape();
    float[] values = new float[shape.features()];
    samples.read(sample, values, 0);
    int side = Math.max(1, SMALLEST_SIDE / Math.max(shape.height(), shape.width()));
    BufferedImage image =
        new BufferedImage(shape.width() * side, shape.height() * side, BufferedImage.TYPE_INT_RGB);
    int plane = shape.height() * shape.width();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int pixel = y / side * shape.width() + x / side;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          float value = values[Math.min(c, shape.channels() - 1) * plane + pixel];
          rgb = rgb << 8 | Math.round(WHITE * Math.max(0, Math.min(1, value)));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
