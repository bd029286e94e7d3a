package io.github.dl4jrouting.examples.data.csv;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.StratifiedSplit;
import io.github.dl4jrouting.examples.data.VectorSamples;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;

/** A data set of one's own: a file with a row a sample and a column with its class. */
public final class CsvTable {

  private static final int ROWS_BETWEEN_REPORTS = 1000;

  private final Path file;
  private final CsvSettings settings;
  private final LoadingProgress progress;

  /**
   * Reads nothing yet.
   *
   * @param file the table
   * @param settings how to read it
   * @param progress is told of what is read
   */
  public CsvTable(Path file, CsvSettings settings, LoadingProgress progress) {
    this.file = file;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Reads all rows.
   *
   * @param name what to call the data set
   * @return the samples, whose classes are called like the label's values; features have mean 0 and
   *     standard deviation 1 in the training part
   * @throws DatasetException if the file cannot be read, a line is malformed, a value is missing, a
   *     column is not there or of no use, or there is only one class or one row of a class
   * @throws IOException if reading fails otherwise
   */
  public Dataset load(String name) throws IOException {
    CsvRows rows = new CsvRows(file, settings);
    progress.started("Reading " + file, -1, LoadingProgress.Unit.ROWS);
    List<double[]> features = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> classNames;
    try {
      CsvColumns columns = new CsvColumns(file, settings, rows);
      classNames = columns.classNames();
      TransformProcess process = columns.process();
      int label = process.getFinalSchema().getIndexOfColumn(settings.label());
      rows.forEach(
          (line, values) -> {
            List<Writable> numbers =
                process.execute(values.stream().map(v -> (Writable) new Text(v)).toList());
            labels.add(numbers.get(label).toInt());
            features.add(
                IntStream.range(0, numbers.size())
                    .filter(i -> i != label)
                    .mapToDouble(i -> numbers.get(i).toDouble())
                    .toArray());
            if (labels.size() % ROWS_BETWEEN_REPORTS == 0) {
              progress.reached(labels.size());
            }
          });
    } finally {
      progress.ended();
    }
    if (labels.isEmpty()) {
      throw new DatasetException(
          file.toString(),
          "rows",
          settings.header() ? "no line but the header" : "none that is not filtered out",
          "add some");
    }
    return split(name, features, labels.stream().mapToInt(i -> i).toArray(), classNames);
  }

  private Dataset split(String name, List<double[]> features, int[] labels, List<String> classNames)
      throws DatasetException {
    StratifiedSplit split =
        StratifiedSplit.of(file.toString(), labels, classNames, settings.split());
    Standardisation standard = Standardisation.fittedOn(rows(features, split.train()));
    return new Dataset(
        name,
        new VectorSamples(
            standard.of(rows(features, split.train())), selected(labels, split.train())),
        new VectorSamples(
            standard.of(rows(features, split.test())), selected(labels, split.test())),
        classNames);
  }

  private static double[][] rows(List<double[]> features, int[] indices) {
    return Arrays.stream(indices).mapToObj(features::get).toArray(double[][]::new);
  }

  private static int[] selected(int[] labels, int[] indices) {
    return Arrays.stream(indices).map(i -> labels[i]).toArray();
  }
}
