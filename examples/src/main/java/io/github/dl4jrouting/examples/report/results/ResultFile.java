package io.github.dl4jrouting.examples.report.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One {@code result.json} and the files beside it.
 *
 * @param file where it lies
 * @param source the same, relative to the report's directory
 * @param fields its content
 * @param root the report's directory; notes name files relative to it
 * @param notes receives what could not be read beside it
 */
record ResultFile(Path file, String source, Fields fields, Path root, Notes notes) {

  private static final int LARGEST_PICTURE = 1 << 20;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * Reads a result.
   *
   * @throws IOException if it is not one, naming it, what was expected, what was found and where
   */
  static ResultFile read(Path root, Path file, Notes notes) throws IOException {
    String source = relative(root, file);
    JsonNode json;
    try {
      json = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw new IOException(
          source + ": expected a whole JSON object, found: " + said(e) + where, e);
    }
    if (!json.isObject()) {
      String found = json.isMissingNode() ? "an empty file" : "the JSON value " + cut(json);
      throw new IOException(source + ": expected a JSON object, found " + found);
    }
    return new ResultFile(file, source, new Fields(json, ""), root, notes);
  }

  /** Without the parser's own notes on where, of which {@code read} says more. */
  private static String said(JsonProcessingException e) {
    return e.getOriginalMessage().replaceAll(" \\([^()]*\\[Source:.*", "");
  }

  /** With slashes on every system, so that the same results give the same page. */
  static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static String cut(JsonNode json) {
    String text = json.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** A table beside the result, if it is there and has these columns. */
  Optional<CsvFile> csv(String name, String... columns) {
    Path csv = file.resolveSibling(name);
    if (!Files.exists(csv)) {
      return Optional.empty();
    }
    try {
      CsvFile table = CsvFile.read(csv);
      if (table.has(columns)) {
        return Optional.of(table);
      }
      notes.add(
          relative(root, csv)
              + ": expected the columns "
              + String.join(", ", columns)
              + ", found "
              + String.join(", ", table.header()));
    } catch (IOException e) {
      notes.add(reason(csv, e));
    }
    return Optional.empty();
  }

  /** A picture beside the result, if it is there. */
  Optional<byte[]> png(String directory, String name) {
    Path png = file.resolveSibling(directory).resolve(Path.of(name).getFileName());
    try {
      if (Files.size(png) > LARGEST_PICTURE) {
        notes.add(
            relative(root, png)
                + ": expected a picture of at most 1 MiB, found "
                + Files.size(png)
                + " bytes");
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(png);
      if (java.util.Arrays.mismatch(bytes, PNG) == PNG.length) {
        return Optional.of(bytes);
      }
      notes.add(relative(root, png) + ": expected a PNG file, found other bytes");
    } catch (IOException e) {
      notes.add(reason(png, e));
    }
    return Optional.empty();
  }

  private String reason(Path path, IOException e) {
    return reason(root, path, e);
  }

  /** One line that names the file, relative to the report's directory. */
  static String reason(Path root, Path path, IOException e) {
    String source = relative(root, path);
    if (e instanceof java.nio.file.NoSuchFileException) {
      return source + ": no such file";
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return source + ": permission denied";
    }
    String message = String.valueOf(e.getMessage()).replace(path.toString(), source);
    return message.startsWith(source) ? message : source + ": " + message;
  }

  /** What a class is called: its name where the result says so, else its number. */
  String className(String label) {
    JsonNode names = fields.node().path("data").path("classNames");
    return label.matches("\\d{1,6}") ? names.path(Integer.parseInt(label)).asText(label) : label;
  }

  /** What made it; results of older versions do not say, and are known by what they hold. */
  String command() {
    return fields
        .maybeText("command")
        .orElseGet(
            () -> {
              JsonNode json = fields.node();
              if (json.has("contestants") && json.has("rows")) {
                return "benchmark";
              }
              return json.has("skipRatios") && json.has("company") ? "claims" : "unknown";
            });
  }
}
