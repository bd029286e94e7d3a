package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command with child processes, on a tiny network for a few milliseconds. */
class BenchmarkCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("benchmark", "--output", directory.toString()));
    args.addAll(List.of("--seconds", "0.01", "--warm-up", "0", "--rounds", "2", "--threads", "1"));
    args.addAll(List.of(options));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private JsonNode result() throws IOException {
    return new JsonMapper().readTree(directory.resolve("result.json").toFile());
  }

  @Test
  void timesEveryCellOfEveryContestantAndGoesOnWhereItStopped() throws IOException {
    String[] tiny = {"--workloads", "dense-16x3", "--skips", "0,0.5,0.7", "--soak", "100"};
    List<String> first = new ArrayList<>(List.of(tiny));
    first.addAll(List.of("--batches", "8"));
    assertThat(run(first.toArray(String[]::new))).as(err.toString()).isZero();
    JsonNode result = result();
    assertThat(result.at("/complete").asBoolean()).isTrue();
    assertThat(cells(result, 8))
        .contains(
            "stock dense 0.0",
            "engine dense 0.0",
            "engine routed 0.0",
            "engine routed 0.5",
            "engine routed 0.7")
        .doesNotHaveDuplicates();
    for (JsonNode row : result.at("/rows")) {
      assertThat(row.at("/medianMicros").asDouble()).isPositive();
      assertThat(row.at("/bestMicros").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(row.at("/medianMicros").asDouble());
      assertThat(row.at("/cpuMicros").asDouble()).isNotNegative(); // its clock ticks every 10 ms
      assertThat(row.at("/p99Micros").asDouble())
          .isGreaterThanOrEqualTo(row.at("/callMedianMicros").asDouble());
      assertThat(row.at("/roundMicros")).hasSize(2);
    }
    assertThat(result.at("/largestDifference").asDouble()).isLessThan(1e-4);
    assertThat(result.at("/fits")).hasSize(1);
    assertThat(result.at("/ratios")).isNotEmpty();
    assertThat(result.at("/soak/0/calls").asLong()).isEqualTo(100);
    assertThat(result.at("/contestants")).extracting(JsonNode::asText).hasSizeGreaterThan(1);
    assertThat(out.toString()).contains("dense-16x3", "Outputs agree", "5a growth of the heap");

    List<String> second = new ArrayList<>(List.of(tiny));
    second.addAll(List.of("--batches", "8,16", "--resume"));
    assertThat(run(second.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString()).contains("[1/2] dense-16x3, batch 8: measured before");
    assertThat(cells(result(), 8)).isEqualTo(cells(result, 8));
    assertThat(cells(result(), 16)).isEqualTo(cells(result, 8));
  }

  private static List<String> cells(JsonNode result, int batch) {
    List<String> cells = new ArrayList<>();
    for (JsonNode row : result.at("/rows")) {
      if (row.at("/batch").asInt() == batch) {
        cells.add(
            row.at("/engine").asText()
                + " "
                + row.at("/network").asText()
                + " "
                + row.at("/skipRatio").asDouble());
      }
    }
    return cells;
  }

  @Test
  void anUnknownWorkloadIsWrongUsage() {
    assertThat(run("--workloads", "dense-16x3,perceptron")).isEqualTo(2);
    assertThat(err.toString()).contains("'perceptron'");
  }

  @Test
  void anUnknownContestantIsWrongUsage() {
    assertThat(run("--contestants", "engine,tensorflow")).isEqualTo(2);
    assertThat(err.toString()).contains("'tensorflow'", "-Ppeers");
  }

  @Test
  void resumingWithoutAnEarlierRunIsAFailure() {
    assertThat(run("--workloads", "dense-16x3", "--resume")).isEqualTo(1);
    assertThat(err.toString()).contains("--resume: expected", "result.json");
  }
}
