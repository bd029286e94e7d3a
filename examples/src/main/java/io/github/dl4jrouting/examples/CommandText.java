package io.github.dl4jrouting.examples;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that a result came from, as it is typed into a shell. */
final class CommandText {

  private static final String VECTORS = "jdk.incubator.vector";
  private static final String PROGRAM = "-jar examples/target/dl4j-routing.jar";
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private CommandText() {}

  /** The running command with its options. */
  static String of(CommandSpec command) {
    return of(
        command.root().commandLine().getParseResult().originalArgs(),
        ModuleLayer.boot().findModule(VECTORS).isPresent());
  }

  /**
   * A command.
   *
   * @param vectors whether Java has the Vector API, which the engine then multiplies with
   */
  static String of(List<String> args, boolean vectors) {
    String java = vectors ? "java --add-modules " + VECTORS + " " : "java ";
    return args.stream()
        .map(CommandText::quoted)
        .collect(Collectors.joining(" ", java + PROGRAM + " ", ""));
  }

  private static String quoted(String arg) {
    return PLAIN.matcher(arg).matches() ? arg : "'" + arg.replace("'", "'\\''") + "'";
  }
}
