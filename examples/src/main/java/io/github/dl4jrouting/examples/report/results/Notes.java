package io.github.dl4jrouting.examples.report.results;

import java.util.ArrayList;
import java.util.List;

/** What could not be read, in the order in which it was met. */
final class Notes {

  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    lines.add(line.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
