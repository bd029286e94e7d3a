package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.compare.BuiltInNetworks;
import io.github.dl4jrouting.examples.compare.Comparison;
import io.github.dl4jrouting.examples.compare.ComparisonResult;
import io.github.dl4jrouting.examples.compare.Dl4jZoo;
import io.github.dl4jrouting.examples.compare.Subject;
import io.github.dl4jrouting.examples.training.MathThreads;
import io.github.dl4jrouting.inference.RoutedInference;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code compare}: what a network takes on stock DL4J and on the inference engine. */
@Command(
    name = "compare",
    description = {
      "Times a trained network, models of DL4J's own zoo, or other networks that are built in, on"
          + " stock DL4J and on the inference engine, by turns, and compares their outputs: what the"
          + " engine gives before a line of a program is changed. Names the vertices that it leaves"
          + " to DL4J.",
      "Fails where outputs differ by more than 1e-4 of the largest number.",
      "Start it with java --add-modules jdk.incubator.vector -jar, as programs are that have the"
          + " engine multiply with the Vector API. Writes result.json into the output directory after"
          + " every network."
    })
final class CompareCommand implements Callable<Integer> {

  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      split = ",",
      description = "Trained network, a DL4J zip of a ComputationGraph or MultiLayerNetwork.")
  private List<Path> models = List.of();

  @Option(
      names = "--input",
      paramLabel = "SHAPE",
      converter = ByText.class,
      description =
          "Shape of a sample for it: features, features x steps, channels x height x width as in"
              + " 3x224x224, or as the network wants it (default: the features that a first dense"
              + " layer reads).")
  private Optional<int[]> input;

  @Option(
      names = "--masked-steps",
      paramLabel = "N",
      converter = PositiveInt.class,
      description =
          "Its samples are sequences of so many steps, of which as many count as a mask of each"
              + " says: at least half of them (default: no masks).")
  private Optional<Integer> maskedSteps;

  @Option(
      names = "--dl4j-zoo",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = ZooNames.class,
      description = "Models of DL4J's zoo, with drawn weights: ${COMPLETION-CANDIDATES}.")
  private List<String> zoo = List.of();

  @Option(
      names = "--built-in",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = BuiltInNames.class,
      description =
          "Networks as they are built with DL4J or imported into it, with drawn weights:"
              + " ${COMPLETION-CANDIDATES}.")
  private List<String> builtIn = List.of();

  @Option(
      names = "--batches",
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      converter = PositiveInt.class,
      description = "Batch sizes (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      converter = PositiveInt.class,
      description =
          "How long to time each network at each batch size; the first half does not count, for"
              + " Java is slow at first (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = PositiveInt.class,
      description = "How many threads each may use (default: as many as there are processors).")
  private Optional<Integer> threads;

  @Mixin private SeedOptions random;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "compare",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path output;

  CompareCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Subject.Source> networks = networks();
    if (networks.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "expected --model, --dl4j-zoo or --built-in, found none of them");
    }
    if (models.isEmpty() && (input.isPresent() || maskedSteps.isPresent())) {
      throw new ParameterException(
          spec.commandLine(),
          (input.isPresent() ? "--input" : "--masked-steps")
              + ": expected with --model alone, found without");
    }
    Path directory = OutputOptions.prepared(spec, output);
    PrintWriter out = spec.commandLine().getOut();
    if (!RoutedInference.usesVectorApi()) {
      out.println("Without the Vector API: the engine multiplies with OpenBLAS.");
    }
    int used = threads.orElse(Runtime.getRuntime().availableProcessors());
    MathThreads.use(used);
    ComparisonResult result =
        new Comparison(networks, batches, seconds, used, random.seed(), CommandText.of(spec))
            .run(
                directory,
                line -> {
                  out.println(line);
                  out.flush();
                });
    out.printf("%n%s%n", result);
    if (!result.unlike().isEmpty()) {
      out.println(
          "Outputs differ by more than 1e-4 of the largest number: "
              + result.unlike()
              + ". Either rounding grows in that network, as with weights that were never trained,"
              + " or this is a fault of the engine; please report it.");
    }
    out.printf("Wrote result.json into %s%n", directory);
    out.flush();
    return result.unlike().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private List<Subject.Source> networks() throws NoSuchFileException {
    List<Subject.Source> networks = new ArrayList<>();
    for (Path model : models) {
      if (!Files.exists(model)) {
        throw new NoSuchFileException(model.toString());
      }
      OptionalInt steps =
          maskedSteps.map(number -> OptionalInt.of(number)).orElseGet(OptionalInt::empty);
      networks.add(seed -> Subject.ofFile(model, input, steps));
    }
    for (String name : known("--dl4j-zoo", zoo, Dl4jZoo.names())) {
      networks.add(seed -> Dl4jZoo.subject(name, seed));
    }
    for (String name : known("--built-in", builtIn, BuiltInNetworks.names())) {
      networks.add(seed -> BuiltInNetworks.subject(name, seed));
    }
    return networks;
  }

  /** Names as they are known, for those that an option gives. */
  private List<String> known(String option, List<String> given, List<String> all) {
    List<String> names = new ArrayList<>();
    for (String name : given) {
      if (name.equalsIgnoreCase(ALL)) {
        names.addAll(all);
      } else {
        names.add(
            all.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new ParameterException(
                            spec.commandLine(),
                            option
                                + ": expected some of "
                                + all
                                + " or all, found '"
                                + name
                                + "'")));
      }
    }
    return names;
  }

  /** What may be named. */
  private abstract static class Names implements Iterable<String> {
    private final List<String> all;

    Names(List<String> all) {
      this.all = all;
    }

    @Override
    public Iterator<String> iterator() {
      return Stream.concat(all.stream(), Stream.of(ALL)).iterator();
    }
  }

  /** Models of DL4J's zoo. */
  static final class ZooNames extends Names {
    ZooNames() {
      super(Dl4jZoo.names());
    }
  }

  /** Small networks. */
  static final class BuiltInNames extends Names {
    BuiltInNames() {
      super(BuiltInNetworks.names());
    }
  }

  /** Reads a shape such as 3x224x224. */
  static final class ByText implements ITypeConverter<int[]> {
    @Override
    public int[] convert(String text) {
      try {
        int[] shape =
            Arrays.stream(text.toLowerCase(Locale.ROOT).split("x", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (Arrays.stream(shape).allMatch(size -> size >= 1)) {
          return shape;
        }
      } catch (NumberFormatException e) {
        // said below, as for a size that is too small
      }
      throw new TypeConversionException(
          "expected whole numbers from 1 with x between them, for instance 3x224x224, found '"
              + text
              + "'");
    }
  }
}
