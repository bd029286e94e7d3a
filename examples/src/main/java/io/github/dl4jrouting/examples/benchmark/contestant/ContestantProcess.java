package io.github.dl4jrouting.examples.benchmark.contestant;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of one contestant: reads requests from standard input, one a line, answers each with
 * one line on standard output, and ends with its input. Whatever else writes to standard output in
 * this process is sent to standard error.
 */
public final class ContestantProcess {

  /** What a reply's line begins with: native libraries may write lines of their own. */
  public static final String MARK = "@";

  private static final JsonMapper JSON = new JsonMapper();

  private ContestantProcess() {}

  /**
   * Runs the process.
   *
   * @param args the contestant's name, and how many threads it may use
   * @throws IOException if the parent cannot be talked to
   * @throws InterruptedException if it is stopped
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream replies = System.out;
    System.setOut(System.err);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Contestant contestant = Contestants.create(args[0], Integer.parseInt(args[1]));
    try (OpenCells cells = new OpenCells(contestant)) {
      send(replies, Reply.hello(contestant.description()));
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        send(replies, cells.answer(JSON.readValue(line, Request.class)));
      }
    }
    System.exit(0); // threads of a native library do not keep the process
  }

  private static void send(PrintStream replies, Reply reply) throws IOException {
    replies.println(MARK + JSON.writeValueAsString(reply));
    replies.flush();
  }
}
