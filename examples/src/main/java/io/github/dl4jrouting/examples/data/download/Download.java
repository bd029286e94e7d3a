package io.github.dl4jrouting.examples.data.download;

import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fetches one file from the first mirror that delivers it. A connection that breaks is taken up
 * again where it broke, on the same mirror or the next; what has come is checked before it gets the
 * file's name. Whoever calls this holds the directory's lock.
 */
final class Download {

  private final Patience patience;
  private final LoadingProgress progress;
  private final HttpClient client;

  Download(Patience patience, LoadingProgress progress) {
    this.patience = patience;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // an offer of HTTP/2 irritates some proxies
            .connectTimeout(patience.answer())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Brings a file.
   *
   * @param file what to fetch
   * @param mirrors base addresses
   * @param target where it goes
   * @throws DownloadException if no mirror delivers; then neither the file nor a part of it is
   *     there. Only a program that is killed leaves a part, with which the next one goes on
   */
  void run(PublishedFile file, List<URI> mirrors, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Map<URI, String> faults = new LinkedHashMap<>();
    boolean whole = false;
    try {
      whole = fetched(file, mirrors, part, faults);
      if (whole) {
        move(part, target);
      }
    } finally {
      progress.ended();
      Files.deleteIfExists(part);
    }
    if (!whole) {
      throw new DownloadException(
          file.name()
              + ": expected it from "
              + (mirrors.size() == 1 ? "the mirror" : "one of " + mirrors.size() + " mirrors")
              + ", found none that delivers ("
              + faults.entrySet().stream()
                  .map(fault -> fault.getKey() + ": " + fault.getValue())
                  .collect(Collectors.joining("; "))
              + "); name a directory that has it with --data-dir, or another mirror with --mirror");
    }
  }

  private boolean fetched(PublishedFile file, List<URI> mirrors, Path part, Map<URI, String> faults)
      throws IOException {
    List<URI> left = new ArrayList<>(mirrors);
    int idleRounds = 0;
    while (!left.isEmpty() && idleRounds <= patience.pauses().size()) {
      long before = size(part);
      for (URI mirror : List.copyOf(left)) {
        URI from = address(mirror, file);
        try {
          if (complete(file, from, part)) {
            return true;
          }
        } catch (Transfer.RefusedException e) {
          faults.put(from, e.getMessage());
          left.remove(mirror);
        } catch (FileSystemException e) {
          throw e; // the disk's fault, not the mirror's
        } catch (IOException e) {
          faults.put(from, reason(e));
        }
      }
      // a trickle is no progress: else a server that sends a byte a minute would be asked for ever
      boolean idle = size(part) - before < Math.max(1, patience.bytesPerWindow());
      if (idle && idleRounds < patience.pauses().size()) {
        sleep(patience.pauses().get(idleRounds));
      }
      idleRounds = idle ? idleRounds + 1 : 0;
    }
    return false;
  }

  /** Asks one mirror; wrong content is thrown away at once, so that nothing is built on it. */
  private boolean complete(PublishedFile file, URI from, Path part) throws IOException {
    long there = size(part);
    progress.started(
        (there > 0 ? "Going on with " : "Downloading ")
            + file.name()
            + " ("
            + Wording.size(file.bytes())
            + ") from "
            + from.getHost(),
        file.bytes(),
        LoadingProgress.Unit.BYTES);
    new Transfer(client, patience, progress).run(from, part, file.bytes());
    String found = file.checksum().found(part);
    if (found.equals(file.checksum().sha256())) {
      return true;
    }
    Files.delete(part);
    String fault = "expected SHA-256 " + file.checksum().sha256() + ", found " + found;
    if (there > 0) { // the part may have come from elsewhere: this mirror gets a chance of its own
      throw new IOException(fault);
    }
    throw new Transfer.RefusedException(fault);
  }

  private static URI address(URI mirror, PublishedFile file) {
    String base = mirror.toString();
    return URI.create(base.endsWith("/") ? base + file.name() : base + "/" + file.name());
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String reason(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection within " + Wording.seconds(patience.answer());
    }
    if (e instanceof ConnectException) {
      return hasCause(e, UnresolvedAddressException.class) ? "no such host" : "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> kind) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
