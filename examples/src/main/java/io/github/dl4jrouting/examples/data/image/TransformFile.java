package io.github.dl4jrouting.examples.data.image;

import io.github.dl4jrouting.examples.data.DatasetException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datavec.image.transform.ImageTransformProcess;

/** Reads DataVec's description of what happens to an image. */
final class TransformFile {

  private TransformFile() {}

  static ImageTransformProcess read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw fault(file, Files.exists(file) ? "a directory" : "no such file");
    }
    try {
      String text = Files.readString(file);
      ImageTransformProcess process =
          file.toString().endsWith(".json")
              ? ImageTransformProcess.fromJson(text)
              : ImageTransformProcess.fromYaml(text);
      if (process == null || process.getTransformList() == null) {
        throw fault(file, "no transformList");
      }
      return process;
    } catch (MalformedInputException e) {
      throw fault(file, "no text");
    } catch (RuntimeException e) { // what DataVec makes of any fault
      String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw fault(file, message.lines().findFirst().orElse("nothing"));
    }
  }

  private static DatasetException fault(Path file, String found) {
    return new DatasetException(
        file.toString(),
        "an ImageTransformProcess as its toJson() or toYaml() writes it",
        found,
        "write it with one of these, .json for the former");
  }
}
