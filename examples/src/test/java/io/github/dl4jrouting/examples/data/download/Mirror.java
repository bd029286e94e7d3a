package io.github.dl4jrouting.examples.data.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A server on this machine that behaves as a test tells it. */
public final class Mirror implements AutoCloseable {

  /** What it does with a request. */
  @FunctionalInterface
  public interface Behaviour {
    /**
     * Answers.
     *
     * @param exchange the request
     * @throws IOException if the client has gone
     * @throws InterruptedException if the server is closed
     */
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private Mirror(HttpServer server) {
    this.server = server;
  }

  /** Starts a server; the last behaviour is that of all further requests. */
  public static Mirror that(Behaviour... behaviours) throws IOException {
    Mirror mirror =
        new Mirror(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    mirror.server.setExecutor(mirror.threads);
    mirror.server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          mirror.requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
          int index = Math.min(mirror.requests.size(), behaviours.length) - 1;
          try (exchange) {
            behaviours[index].answer(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    mirror.server.start();
    return mirror;
  }

  /** Sends everything, or the range that is asked for. */
  public static Behaviour sends(byte[] content) {
    return exchange -> {
      int from = asked(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/*");
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      exchange.getResponseBody().write(content, from, content.length - from);
    };
  }

  /** Sends everything whatever is asked for. */
  static Behaviour sendsWithoutRanges(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    };
  }

  /**
   * Promises everything, sends some bytes from where it is asked to, and cuts the connection when
   * the client has them all: it forgets what it has not read when a connection breaks.
   *
   * @param part where the client writes them
   */
  static Behaviour cutsAfter(int bytes, byte[] content, Path part) {
    return exchange -> {
      int from = asked(exchange);
      int to = Math.min(content.length, from + bytes);
      exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-/*");
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      OutputStream body = exchange.getResponseBody();
      body.write(content, from, to - from);
      body.flush();
      while (!Files.exists(part) || Files.size(part) < to) {
        Thread.sleep(1);
      }
    };
  }

  /** Says no. */
  static Behaviour refuses(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** Sends some bytes and then one now and then, without an end. */
  static Behaviour crawlsAfter(int bytes, byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      OutputStream body = exchange.getResponseBody();
      body.write(content, 0, bytes);
      for (int i = bytes; i < content.length; i++) {
        body.flush();
        Thread.sleep(40);
        body.write(content[i]);
      }
    };
  }

  /** Takes the request and says nothing. */
  static Behaviour keepsSilent() {
    return exchange -> Thread.sleep(60_000);
  }

  private static int asked(HttpExchange exchange) {
    return Stream.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
        .map(range -> range.replaceAll("[^0-9]", ""))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  /** Its address. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/");
  }

  /** Path and range of each request. */
  public List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
