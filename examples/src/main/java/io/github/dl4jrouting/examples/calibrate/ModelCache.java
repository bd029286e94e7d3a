package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.download.Checksum;
import io.github.dl4jrouting.examples.data.download.UserCache;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Trained networks on disk. A network's file is named after what it was trained on and how; beside
 * it lies the SHA-256 of its bytes, without which, or with another, it counts as absent.
 *
 * @param directory where the files are; made when the first is written
 */
public record ModelCache(Path directory) {

  private static final int HASH_LETTERS = 12;

  /**
   * The cache in the directory that the system keeps for such.
   *
   * @param environment variables of the process
   * @param home the user's home directory
   * @return {@code XDG_CACHE_HOME}, {@code LOCALAPPDATA} or {@code ~/.cache}, and below it {@code
   *     dl4j-routing}
   */
  public static ModelCache ofUser(Map<String, String> environment, Path home) {
    return new ModelCache(UserCache.directory(environment, home));
  }

  /**
   * The file that a network goes into.
   *
   * @param recipe how it is trained
   * @param data what it is trained on, every sample of which counts
   * @return its path, whether it is there or not
   */
  public Path file(Recipe recipe, Dataset data) {
    MessageDigest digest = Checksum.sha256Digest();
    digest.update(recipe.toString().getBytes(StandardCharsets.UTF_8));
    update(digest, data.train());
    String hash = HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LETTERS);
    return directory.resolve(
        String.format(
            Locale.ROOT,
            "routed-mlp-%s-%s-seed%d-%s.zip",
            data.name(),
            recipe.training(),
            recipe.seed(),
            hash));
  }

  private static void update(MessageDigest digest, Samples samples) {
    float[] values = new float[samples.shape().features()];
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * (values.length + 1));
    for (int i = 0; i < samples.size(); i++) {
      samples.read(i, values, 0);
      bytes.clear();
      bytes.asFloatBuffer().put(values).put(samples.label(i));
      digest.update(bytes);
    }
  }

  /**
   * A network that was trained before.
   *
   * @param file from {@link #file}
   * @return the network; empty where it is not there or not what was written
   * @throws IOException if it is there and cannot be read
   */
  public Optional<ComputationGraph> find(Path file) throws IOException {
    Path fingerprint = fingerprint(file);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(fingerprint)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    return hash(bytes).equals(Files.readString(fingerprint).strip())
        ? Optional.of(ModelSerializer.restoreComputationGraph(file.toFile()))
        : Optional.empty();
  }

  /**
   * Makes the directory, so that no training of minutes ends in vain.
   *
   * @throws IOException if it cannot be made or written to
   */
  public void prepare() throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException(
          directory
              + ": expected a directory for trained networks or a new name, found a file; name"
              + " another with --cache-dir");
    }
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException(
          directory
              + ": expected a directory that may be written to, found one that may not; name another"
              + " with --cache-dir");
    }
  }

  /**
   * Keeps a network.
   *
   * @param file from {@link #file}
   * @param network what to keep
   * @throws IOException if it cannot be written; then what was there remains, or nothing
   */
  public void keep(Path file, ComputationGraph network) throws IOException {
    prepare();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, true);
    WholeFile.write(file, out -> out.write(bytes.toByteArray()));
    String hash = hash(bytes.toByteArray()) + "\n";
    WholeFile.write(fingerprint(file), out -> out.write(hash.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path fingerprint(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }

  private static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(Checksum.sha256Digest().digest(bytes));
  }
}
