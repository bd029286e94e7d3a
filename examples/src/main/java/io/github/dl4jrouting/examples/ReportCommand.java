package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.report.results.ReportRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: one page of all results in a directory. */
@Command(
    name = "report",
    description = {
      "Makes one self-contained HTML page of all results (result.json, and the files beside it) in a"
          + " directory and below it: what came out, plots, tables, pictures of samples, environment,"
          + " seeds, and the commands that reproduce them.",
      "Writes report.html, and the plots as PNG files into report-plots. The same results give the"
          + " same page, byte for byte. A result that cannot be read is named on the page and on"
          + " standard error, and the exit code is 1."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = ".",
      description = "Directory with results (default: the current one).")
  private Path directory;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Directory to write into (default: the one with the results).")
  private Path output;

  @Option(names = "--no-png", description = "Leave out the plots as PNG files.")
  private boolean noPng;

  ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    if (directory.toString().isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "DIR: expected the name of a directory, found \"" + directory + "\"");
    }
    Path target = output == null ? directory : OutputOptions.prepared(spec, output);
    ReportRun.Outcome outcome = new ReportRun(directory, target, !noPng).run();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Wrote %s: %s, %s%n",
        target.resolve(ReportRun.PAGE),
        counted(outcome.results(), "result"),
        counted(outcome.plots(), "plot"));
    if (!noPng) {
      out.printf("The plots as PNG files are in %s%n", target.resolve(ReportRun.PLOTS));
    }
    out.flush();
    outcome.notes().forEach(note -> spec.commandLine().getErr().println("warning: " + note));
    spec.commandLine().getErr().flush();
    return outcome.notes().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
