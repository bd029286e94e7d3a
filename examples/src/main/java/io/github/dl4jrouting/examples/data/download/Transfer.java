package io.github.dl4jrouting.examples.data.download;

import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One request for a file: goes on where the part on disk ends, if the server can do that. */
final class Transfer {

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Beyond this many times the published size, a server sends something else. */
  private static final int MOST = 2;

  /** A mirror that will not do better when asked again. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private final HttpClient client;
  private final Patience patience;
  private final LoadingProgress progress;

  Transfer(HttpClient client, Patience patience, LoadingProgress progress) {
    this.client = client;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Fetches what the part lacks. On failure the part holds what came until then.
   *
   * @throws RefusedException if the mirror does not have the file
   * @throws IOException if the connection breaks, is too slow, or never comes about
   */
  void run(URI from, Path part, long publishedBytes) throws IOException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(from)
            .timeout(patience.answer())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "dl4j-routing");
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-");
    }
    HttpResponse<InputStream> response = answer(request.build());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        Files.delete(part);
        throw new IOException("has less of the file than had come before");
      }
      if (status != OK && !(status == PARTIAL && continues(response, there))) {
        String message = status == PARTIAL ? "sent another range than asked" : "HTTP " + status;
        throw passing(status) ? new IOException(message) : new RefusedException(message);
      }
      long start = status == PARTIAL ? there : 0;
      try (FileChannel out =
          FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.truncate(start).position(start);
        copy(body, out, start, MOST * publishedBytes);
      }
    }
  }

  /** Too many requests, or a fault of the server's, may be over a second later. */
  private static boolean passing(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private static boolean continues(HttpResponse<?> response, long there) {
    Optional<String> range = response.headers().firstValue("Content-Range");
    return range.isPresent() && range.get().startsWith("bytes " + there + "-");
  }

  private HttpResponse<InputStream> answer(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      throw new IOException("no answer within " + seconds(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String seconds() {
    return Wording.seconds(patience.answer());
  }

  private void copy(InputStream body, FileChannel out, long start, long most) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = start;
    try (SpeedWatch watch = new SpeedWatch(body, patience)) {
      while (true) {
        int count;
        try {
          count = body.read(buffer);
        } catch (IOException e) {
          watch.complainIfSlow();
          throw new IOException("connection cut after " + done + " bytes", e);
        }
        watch.complainIfSlow();
        if (count < 0) {
          return;
        }
        out.write(ByteBuffer.wrap(buffer, 0, count));
        done += count;
        if (done > most) {
          throw new RefusedException("sends more than " + most + " bytes");
        }
        watch.received(count);
        progress.reached(done);
      }
    }
  }
}
