package io.github.dl4jrouting.examples;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that a result came from, as it is typed into a shell. */
final class CommandText {

  private static final String PROGRAM = "java -jar examples/target/dl4j-routing.jar";
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private CommandText() {}

  /** The running command with its options. */
  static String of(CommandSpec command) {
    return of(command.root().commandLine().getParseResult().originalArgs());
  }

  static String of(List<String> args) {
    return args.stream()
        .map(CommandText::quoted)
        .collect(Collectors.joining(" ", PROGRAM + " ", ""));
  }

  private static String quoted(String arg) {
    return PLAIN.matcher(arg).matches() ? arg : "'" + arg.replace("'", "'\\''") + "'";
  }
}
