package io.github.dl4jrouting.examples.data.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The SHA-256 that a file has to have.
 *
 * @param of the bytes that it is taken of
 * @param sha256 64 hexadecimal digits, lower case
 */
public record Checksum(Of of, String sha256) {

  /** Which bytes a checksum speaks of. */
  public enum Of {
    /** The file as it is. */
    FILE,
    /** What the gzipped file holds, so that it does not matter who packed it. */
    UNZIPPED_CONTENT
  }

  /** Rejects what cannot be a SHA-256. */
  public Checksum {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("expected 64 hexadecimal digits, found " + sha256);
    }
  }

  /**
   * Compares a file's bytes, all of which are read.
   *
   * @param file the file on disk
   * @return what the file's own checksum is, or why there is none; {@link #sha256} if it is right
   * @throws IOException if the file cannot be read
   */
  public String found(Path file) throws IOException {
    MessageDigest digest = sha256Digest();
    try (InputStream in = Files.newInputStream(file);
        InputStream content = of == Of.FILE ? in : new GZIPInputStream(in, 1 << 16);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      content.transferTo(out);
    } catch (ZipException | java.io.EOFException e) {
      return "no whole gzip file";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * A digest to feed.
   *
   * @return a new one of SHA-256
   */
  public static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM lacks SHA-256, which every JVM has to have", e);
    }
  }
}
