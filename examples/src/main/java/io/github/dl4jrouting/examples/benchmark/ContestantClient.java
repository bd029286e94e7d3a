package io.github.dl4jrouting.examples.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.examples.benchmark.contestant.Cell;
import io.github.dl4jrouting.examples.benchmark.contestant.ContestantProcess;
import io.github.dl4jrouting.examples.benchmark.contestant.Reply;
import io.github.dl4jrouting.examples.benchmark.contestant.Request;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The parent's end of a contestant's process. */
final class ContestantClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long SECONDS_TO_END = 5;

  private static final String VECTOR_API = "jdk.incubator.vector";

  private final String engine;
  private final Path log;
  private final Process process;
  private final BufferedReader replies;
  private final BufferedWriter requests;
  private final String description;

  /**
   * Starts the process: the same JVM, class path and JVM options, standard error into a log.
   *
   * @param vectorApi whether it may use the JDK's Vector API
   * @throws IOException if it does not start
   */
  ContestantClient(String engine, int threads, boolean vectorApi, Path directory)
      throws IOException {
    this.engine = engine;
    this.log = directory.resolve("contestant-" + engine + ".log");
    ProcessBuilder builder = new ProcessBuilder(command(engine, threads, vectorApi));
    builder.redirectError(log.toFile());
    Map<String, String> environment = builder.environment();
    // Not on the command line: ONNX Runtime 1.29 crashes in a process whose arguments are long.
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
    environment.put("OMP_NUM_THREADS", String.valueOf(threads));
    environment.put("OPT_OUT_TRACKING", "true"); // DJL's
    process = builder.start();
    replies = process.inputReader(StandardCharsets.UTF_8);
    requests = process.outputWriter(StandardCharsets.UTF_8);
    description = reply().description();
  }

  private static List<String> command(String engine, int threads, boolean vectorApi) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("-D"))
        .forEach(command::add);
    // What asks the JVM how many processors there are gets as many as it may use.
    command.add("-XX:ActiveProcessorCount=" + threads);
    if (vectorApi && ModuleFinder.ofSystem().find(VECTOR_API).isPresent()) {
      command.add("--add-modules=" + VECTOR_API);
    }
    command.add(ContestantProcess.class.getName());
    command.add(engine);
    command.add(String.valueOf(threads));
    return command;
  }

  /** Who it is. */
  String description() {
    return description;
  }

  Reply open(Cell cell) throws IOException {
    return ask(new Request(Request.Kind.OPEN, cell, 0, 0, ""));
  }

  void outputs(Cell cell, Path file) throws IOException {
    ask(new Request(Request.Kind.OUTPUTS, cell, 0, 0, file.toString()));
  }

  void warm(Cell cell, long millis) throws IOException {
    ask(new Request(Request.Kind.WARM, cell, millis, 0, ""));
  }

  Reply time(Cell cell, long millis) throws IOException {
    return ask(new Request(Request.Kind.TIME, cell, millis, 0, ""));
  }

  void close(Cell cell) throws IOException {
    ask(new Request(Request.Kind.CLOSE, cell, 0, 0, ""));
  }

  Reply soak(Cell cell, long calls) throws IOException {
    return ask(new Request(Request.Kind.SOAK, cell, 0, calls, ""));
  }

  private Reply ask(Request request) throws IOException {
    try {
      requests.write(JSON.writeValueAsString(request));
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      throw died(e);
    }
    return reply();
  }

  private Reply reply() throws IOException {
    for (String line = replies.readLine(); line != null; line = replies.readLine()) {
      if (line.startsWith(ContestantProcess.MARK)) {
        return JSON.readValue(line.substring(ContestantProcess.MARK.length()), Reply.class);
      }
    }
    throw died(null);
  }

  private IOException died(IOException cause) {
    return new IOException(
        "the process of contestant '"
            + engine
            + "' ended early, "
            + exit()
            + "; "
            + log
            + " says why: "
            + firstError(),
        cause);
  }

  private String exit() {
    try {
      return process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)
          ? "exit code " + process.exitValue()
          : "but is still running";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String firstError() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .findFirst()
          .orElse("nothing");
    } catch (IOException e) {
      return "it cannot be read";
    }
  }

  /** Ends the process, which ends by itself when it has nothing more to read. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
