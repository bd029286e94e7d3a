package io.github.dl4jrouting.examples.ablate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.zoo.search.LineLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The cells that are done, in a file, each under the context that its result depends on: data,
 * training and seed. Cells of another context stay in the file and are not found.
 */
final class CellLog implements AutoCloseable {

  /** Name of the file. */
  static final String FILE = "cells.jsonl";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String context;
  private final LineLog lines;
  private final Map<Cell, CellResult> known = new HashMap<>();

  /**
   * One line.
   *
   * @param context what the result depends on beside the cell
   * @param cell the cell
   * @param result what it does; its own cell is left out
   */
  private record Line(String context, Cell cell, Result result) {}

  /** A result without its cell, which Jackson cannot unwrap into a record. */
  private record Result(
      Double accuracy,
      Double accuracyLow,
      Double accuracyHigh,
      Double skipRatio,
      Double computeRatio,
      Double macsPerSample,
      Integer distinctRoutes,
      String error) {

    static Result of(CellResult result) {
      return new Result(
          result.accuracy(),
          result.accuracyLow(),
          result.accuracyHigh(),
          result.skipRatio(),
          result.computeRatio(),
          result.macsPerSample(),
          result.distinctRoutes(),
          result.error());
    }

    CellResult with(Cell cell) {
      return new CellResult(
          cell,
          accuracy,
          accuracyLow,
          accuracyHigh,
          skipRatio,
          computeRatio,
          macsPerSample,
          distinctRoutes,
          error);
    }
  }

  CellLog(Path directory, String context) throws IOException {
    this.context = context;
    Path file = directory.resolve(FILE);
    lines = LineLog.open(file);
    try {
      int number = 0;
      for (String text : lines.lines()) {
        take(file, ++number, text);
      }
    } catch (IOException e) {
      lines.close();
      throw e;
    }
  }

  private void take(Path file, int number, String text) throws IOException {
    try {
      Line line = JSON.readValue(text, Line.class);
      if (line.context.equals(context)) {
        known.put(line.cell, line.result.with(line.cell));
      }
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IOException(
          file
              + ": expected a finished cell in line "
              + number
              + ", found "
              + text
              + "; delete that line, and the cell is computed again",
          e);
    }
  }

  Optional<CellResult> find(Cell cell) {
    return Optional.ofNullable(known.get(cell));
  }

  void add(CellResult result) throws IOException {
    lines.append(JSON.writeValueAsString(new Line(context, result.cell(), Result.of(result))));
    known.put(result.cell(), result);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
