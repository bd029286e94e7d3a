package io.github.dl4jrouting.examples.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SplitSettings;
import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.datavec.api.transform.TransformProcess;
import org.datavec.api.transform.condition.ConditionOp;
import org.datavec.api.transform.condition.column.DoubleColumnCondition;
import org.datavec.api.transform.condition.column.StringColumnCondition;
import org.datavec.api.transform.filter.ConditionFilter;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {

  private static final SplitSettings SPLIT = new SplitSettings(0.2, 1);

  @TempDir Path directory;

  /** Ten rows a class; weight 0 to 19, kind of two words. */
  private static String pets() {
    return IntStream.range(0, 20)
        .mapToObj(i -> i + "," + (i % 3 == 0 ? "wild" : "tame") + "," + (i < 10 ? "cat" : "dog"))
        .collect(Collectors.joining("\n", "weight,kind,pet\n", "\n"));
  }

  @Test
  void numbersAreStandardisedAndWordsOneHotAndTheLabelIsTheClass() throws IOException {
    Dataset data = load(pets(), "pet");

    assertThat(data.classNames()).containsExactly("cat", "dog");
    assertThat(data.shape()).isEqualTo(new SampleShape(1, 1, 3));
    assertThat(data.shape().isImage()).isFalse();
    assertThat(data.train().size()).isEqualTo(16);
    assertThat(data.test().size()).isEqualTo(4);
    for (int i = 0; i < 16; i++) {
      float[] row = row(data.train(), i);
      boolean dog = data.train().label(i) == 1;
      assertThat(row[0]).as("dogs are heavy").isBetween(dog ? -.5f : -2, dog ? 2 : .5f);
      assertThat(Math.signum(row[1])).as("tame or wild").isEqualTo(-Math.signum(row[2]));
    }
  }

  @Test
  void meanAndDeviationAreThoseOfTheTrainingRowsAlone() throws IOException {
    Dataset data = load(pets(), "pet");

    assertThat(mean(data.train(), 0)).isCloseTo(0, Offset.offset(1e-6));
    double squares =
        IntStream.range(0, 16).mapToDouble(i -> Math.pow(row(data.train(), i)[0], 2)).sum();
    assertThat(squares / 16).isCloseTo(1, Offset.offset(1e-5));
    assertThat(mean(data.test(), 0)).as("other rows").isNotCloseTo(0, Offset.offset(1e-3));
  }

  @Test
  void columnThatIsConstantInTrainingStaysFinite() throws IOException {
    String text =
        IntStream.range(0, 20)
            .mapToObj(i -> "7," + i + "," + i % 2)
            .collect(Collectors.joining("\n", "same,x,y\n", ""));

    assertThat(row(load(text, "y").train(), 3)[0]).isZero();
  }

  @Test
  void classesThatAreNumbersComeInTheirOrder() throws IOException {
    String text =
        IntStream.range(0, 40)
            .mapToObj(i -> i + "," + (8 + i % 4))
            .collect(Collectors.joining("\n", "x,y\n", ""));

    assertThat(load(text, "y").classNames()).containsExactly("8", "9", "10", "11");
  }

  @Test
  void splitDependsOnTheSeedAlone() throws IOException {
    Path file = write(pets());
    float[] first = row(load(file, settings("pet")).train(), 0);
    CsvSettings other =
        new CsvSettings("pet", List.of(), Optional.empty(), ',', true, new SplitSettings(0.2, 2));

    assertThat(row(load(file, settings("pet")).train(), 0)).isEqualTo(first);
    assertThat(row(load(file, other).train(), 0)).isNotEqualTo(first);
  }

  @Test
  void quotesSpacesBlankLinesAndAByteOrderMarkAreNoMatter() throws IOException {
    String text =
        IntStream.range(0, 8)
            .mapToObj(i -> " " + i + " , \"a, b\" ," + (i % 2 == 0 ? "\"no\"" : "yes"))
            .collect(Collectors.joining("\r\n", "\uFEFFx,\"words, quoted\",y\r\n", "\r\n\r\n"));
    Dataset data = load(text, "y");

    assertThat(data.classNames()).containsExactly("no", "yes");
    assertThat(data.shape().features()).isEqualTo(2);
    assertThat(data.train().size() + data.test().size()).isEqualTo(8);
  }

  @Test
  void tableWithoutAHeaderHasNumberedColumns() throws IOException {
    CsvSettings settings = new CsvSettings("3", List.of("1"), Optional.empty(), ';', false, SPLIT);
    String text =
        IntStream.range(0, 8)
            .mapToObj(i -> "id" + i + ";" + i + ";" + i % 2)
            .collect(Collectors.joining("\n"));

    Dataset data = load(write(text), settings);
    assertThat(data.train().size() + data.test().size()).isEqualTo(8);
    assertThat(data.shape().features()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void transformProcessOfTheUsersRunsFirst(String format) throws IOException {
    Schema schema =
        new Schema.Builder()
            .addColumnString("weight")
            .addColumnString("kind")
            .addColumnCategorical("pet", "cat", "dog")
            .build();
    TransformProcess process =
        new TransformProcess.Builder(schema)
            .conditionalReplaceValueTransform(
                "weight", new Text("3"), new StringColumnCondition("weight", ConditionOp.Equal, ""))
            .convertToDouble("weight")
            .filter(
                new ConditionFilter(
                    new DoubleColumnCondition("weight", ConditionOp.GreaterThan, 15)))
            .removeColumns("kind")
            .renameColumn("pet", "animal")
            .build();
    Path file =
        Files.writeString(
            directory.resolve("process." + format),
            format.equals("json") ? process.toJson() : process.toYaml());
    CsvSettings settings =
        new CsvSettings("animal", List.of(), Optional.of(file), ',', true, SPLIT);

    Dataset data = load(write(pets().replace("\n5,", "\n,")), settings);

    assertThat(data.shape().features()).isEqualTo(1);
    assertThat(data.train().size() + data.test().size()).as("16 to 19 filtered").isEqualTo(16);
  }

  static java.util.stream.Stream<Arguments> malformed() {
    String pets = pets();
    return java.util.stream.Stream.of(
        Arguments.of("", "", "a readable CSV file, found an empty file"),
        Arguments.of("weight,kind,pet\n", "", "rows, found no line but the header"),
        Arguments.of(pets.replace("pet", "animal"), "", "column 'pet', found weight, kind, animal"),
        Arguments.of(
            pets.replace("\n3,wild,", "\n3,"), ", line 5", "3 columns as in line 1, found 2"),
        Arguments.of(
            pets.replace("\n3,", "\n,"), ", line 5", "a value in column 'weight', found none"),
        Arguments.of(pets.replace("\n3,", "\nNA,"), ", line 5", "one of 1 such lines"),
        Arguments.of(pets.replace("\n3,", "\n\"3,"), ", line 5", "cannot be read"),
        Arguments.of(pets.replace("dog", "cat"), "", "at least 2 classes, found only 'cat'"),
        Arguments.of(pets + "3,tame,cow\n", "", "1 of class 'cow'"),
        Arguments.of(pets.replace("kind,", "pet,"), "", "'pet' twice"),
        Arguments.of("pet\ncat\ndog\n", "", "a column beside the label's"),
        Arguments.of("a\0b", "", "found no text"),
        Arguments.of(
            IntStream.range(0, 300)
                .mapToObj(i -> "name" + i + "," + i % 2)
                .collect(Collectors.joining("\n", "name,pet\n", "")),
            "",
            "at most 100 different words, in column 'name'"),
        Arguments.of(
            IntStream.range(0, 1100)
                .mapToObj(i -> "1," + i * .5)
                .collect(Collectors.joining("\n", "x,pet\n", "")),
            "",
            "at most 1000 classes in column 'pet'"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTableIsNamedWithWhatWasExpectedAndFound(
      String text, String where, String expectedAndFound) throws IOException {
    Path file = write(text);

    assertThatThrownBy(() -> load(file, settings("pet")))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + where + ": expected ")
        .hasMessageContaining(expectedAndFound);
  }

  @Test
  void missingFileDirectoryAndGzipAreNamed() throws IOException {
    assertThatThrownBy(() -> load(directory.resolve("none.csv"), settings("pet")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("none.csv: expected a readable CSV file, found no such file");
    assertThatThrownBy(() -> load(directory, settings("pet")))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("found a directory");
    Path zipped = Files.write(directory.resolve("a.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    assertThatThrownBy(() -> load(zipped, settings("pet"))).hasMessageContaining("a gzipped one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"no\": 1}", "", "{"})
  void malformedTransformProcessIsNamed(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("process.json"), text);
    CsvSettings settings = new CsvSettings("pet", List.of(), Optional.of(file), ',', true, SPLIT);

    assertThatThrownBy(() -> load(write(pets()), settings))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected a TransformProcess");
  }

  @Test
  void transformProcessForAnotherTableIsNamed() throws IOException {
    Schema schema = new Schema.Builder().addColumnDouble("weight").build();
    Path file =
        Files.writeString(
            directory.resolve("process.json"),
            new TransformProcess.Builder(schema).build().toJson());
    CsvSettings settings = new CsvSettings("pet", List.of(), Optional.of(file), ',', true, SPLIT);

    assertThatThrownBy(() -> load(write(pets()), settings))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": expected an initial schema of the 3 columns")
        .hasMessageContaining("found 1: weight");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("table.csv"), text, StandardCharsets.UTF_8);
  }

  private Dataset load(String text, String label) throws IOException {
    return load(write(text), settings(label));
  }

  private static CsvSettings settings(String label) {
    return new CsvSettings(label, List.of(), Optional.empty(), ',', true, SPLIT);
  }

  private static Dataset load(Path file, CsvSettings settings) throws IOException {
    return new CsvTable(file, settings, LoadingProgress.SILENT).load("table");
  }

  private static float[] row(Samples samples, int index) {
    float[] values = new float[samples.shape().features()];
    samples.read(index, values, 0);
    return values;
  }

  private static double mean(Samples samples, int feature) {
    return IntStream.range(0, samples.size())
        .mapToDouble(i -> row(samples, i)[feature])
        .average()
        .orElseThrow();
  }
}
