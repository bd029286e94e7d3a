package io.github.dl4jrouting.examples;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 for success, 1 for a failure, 2 for a command it cannot read. */
@Command(
    name = "dl4j-routing",
    description = "Neural networks that compute only what an input needs, tried on real data.",
    subcommands = {
      QuickstartCommand.class,
      SyntheticCommand.class,
      ClassifyCommand.class,
      AnalyseCommand.class,
      AblateCommand.class,
      CalibrateCommand.class,
      TuneCommand.class,
      ClaimsCommand.class,
      BenchmarkCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ModelsCommand.class,
      StepTimeCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionLine.class,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure, said in one line on standard error", "2:wrong usage"})
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean verbose;

  Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(run(out, err, args));
  }

  /**
   * Runs one command.
   *
   * @param out receives results and help
   * @param err receives errors, one line each
   * @param args the command and its options
   * @return the exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    ErrorLines errors = new ErrorLines(() -> main.verbose);
    CommandLine commandLine =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(errors::usage)
            .setExecutionExceptionHandler(errors::failure);
    // the list below says it better, and picocli names a mixed-in group's options twice
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    }
    try {
      return commandLine.execute(args);
    } catch (Error e) { // picocli catches exceptions only; natives that do not load are errors
      return errors.failure(e, commandLine);
    }
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, found none");
  }
}
