package io.github.dl4jrouting.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes results as JSON: keys in the order of the records' components, indented, UTF-8. */
public final class ResultJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  private ResultJson() {}

  /**
   * Writes one result, whole or not at all.
   *
   * @param target the file, replaced if it is there
   * @param result a record (of records, lists, numbers and strings)
   * @throws IOException if it cannot be written
   */
  public static void write(Path target, Record result) throws IOException {
    WholeFile.write(
        target,
        out -> {
          MAPPER.writeValue(out, result);
          out.write("\n".getBytes(StandardCharsets.UTF_8));
        });
  }
}
