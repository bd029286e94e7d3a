package io.github.dl4jrouting.examples.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DataCacheTest {

  private static final byte[] CONTENT = content();
  private static final List<Duration> PAUSES = List.of(Duration.ofMillis(5));
  private static final Duration LONG = Duration.ofSeconds(15);

  /** Waits long, so that a busy machine is no slow server. */
  private static final Patience PATIENT = new Patience(LONG, LONG, 1000, PAUSES);

  private static final Patience WANTS_ANSWERS =
      new Patience(Duration.ofMillis(500), LONG, 1000, PAUSES);

  private static final Patience WANTS_SPEED =
      new Patience(LONG, Duration.ofMillis(800), 1000, PAUSES);

  @TempDir Path directory;

  /** Where what has come of a file lies until all has. */
  private Path part() {
    return directory.resolve("things").resolve("thing.bin.part");
  }

  private static byte[] content() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void downloadsOnceAndThenReadsTheCache() throws IOException {
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      Path home = fetch(mirror);
      fetch(mirror);

      assertThat(home).isEqualTo(directory.resolve("things"));
      assertThat(home.resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(mirror.requests()).containsExactly("/data/thing.bin");
    }
  }

  @Test
  void cutConnectionIsTakenUpWhereItBroke() throws IOException {
    try (Mirror mirror =
        Mirror.that(
            Mirror.cutsAfter(100_000, CONTENT, part()),
            Mirror.cutsAfter(100_000, CONTENT, part()),
            Mirror.sends(CONTENT))) {
      assertThat(fetch(mirror).resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(mirror.requests())
          .containsExactly(
              "/data/thing.bin", "/data/thing.bin bytes=100000-", "/data/thing.bin bytes=200000-");
    }
  }

  @Test
  void nextMirrorGoesOnWhereTheFirstBroke() throws IOException {
    try (Mirror first = Mirror.that(Mirror.cutsAfter(100_000, CONTENT, part()));
        Mirror second = Mirror.that(Mirror.sends(CONTENT))) {
      assertThat(fetch(first, second).resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(second.requests()).containsExactly("/data/thing.bin bytes=100000-");
    }
  }

  @Test
  void serverWithoutRangesSendsEverythingAgain() throws IOException {
    try (Mirror mirror =
        Mirror.that(
            Mirror.cutsAfter(100_000, CONTENT, part()), Mirror.sendsWithoutRanges(CONTENT))) {
      assertThat(fetch(mirror).resolve("thing.bin")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void partOfAKilledProcessIsGoneOnWith() throws IOException {
    Path home = Files.createDirectories(directory.resolve("things"));
    Files.write(part(), Arrays.copyOf(CONTENT, 1234));
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      fetch(mirror);

      assertThat(home.resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(mirror.requests()).containsExactly("/data/thing.bin bytes=1234-");
      assertThat(filesLeft()).containsExactly("thing.bin");
    }
  }

  @Test
  void partThatWasWrongFromTheStartIsFetchedAnew() throws IOException {
    Path home = Files.createDirectories(directory.resolve("things"));
    Files.write(part(), new byte[5000]);
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      fetch(mirror);

      assertThat(home.resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(mirror.requests())
          .containsExactly("/data/thing.bin bytes=5000-", "/data/thing.bin");
    }
  }

  @Test
  void wrongChecksumOfOneMirrorLeadsToTheNext() throws IOException {
    byte[] wrong = CONTENT.clone();
    wrong[7]++;
    try (Mirror bad = Mirror.that(Mirror.sends(wrong));
        Mirror good = Mirror.that(Mirror.sends(CONTENT))) {
      assertThat(fetch(bad, good).resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(bad.requests()).hasSize(1);
    }
  }

  @Test
  void wrongChecksumEverywhereNamesBothAndLeavesNothing() throws IOException {
    byte[] wrong = CONTENT.clone();
    wrong[7]++;
    try (Mirror bad = Mirror.that(Mirror.sends(wrong))) {
      assertThatThrownBy(() -> fetch(bad))
          .isInstanceOf(DownloadException.class)
          .hasMessageStartingWith("thing.bin: expected ")
          .hasMessageContaining("expected SHA-256 " + sha256(CONTENT) + ", found " + sha256(wrong))
          .hasMessageContaining("--data-dir");
      assertThat(filesLeft()).isEmpty();
    }
  }

  @Test
  void missingFileLeadsToTheNextMirrorAndIsNotAskedForAgain() throws IOException {
    try (Mirror without = Mirror.that(Mirror.refuses(404));
        Mirror with =
            Mirror.that(Mirror.cutsAfter(100_000, CONTENT, part()), Mirror.sends(CONTENT))) {
      fetch(without, with);

      assertThat(without.requests()).hasSize(1);
      assertThat(with.requests()).hasSize(2);
    }
  }

  @Test
  void faultsOfAllMirrorsAreNamedAndNothingIsLeft() throws IOException {
    try (Mirror without = Mirror.that(Mirror.refuses(404));
        Mirror ill = Mirror.that(Mirror.refuses(503));
        Mirror cutting = Mirror.that(Mirror.cutsAfter(500, CONTENT, part()))) {
      assertThatThrownBy(() -> fetch(without, ill, cutting))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining(without.address() + "thing.bin: HTTP 404")
          .hasMessageContaining(ill.address() + "thing.bin: HTTP 503")
          .hasMessageContaining(cutting.address() + "thing.bin: connection cut after ");
      assertThat(ill.requests()).as("asked again after a pause").hasSize(2);
      assertThat(filesLeft()).isEmpty();
    }
  }

  @Test
  void serverThatTricklesIsGivenUpAndTheNextOneAsked() throws IOException {
    try (Mirror slow = Mirror.that(Mirror.crawlsAfter(2000, CONTENT));
        Mirror good = Mirror.that(Mirror.sends(CONTENT))) {
      assertThat(fetch(WANTS_SPEED, slow, good).resolve("thing.bin")).hasBinaryContent(CONTENT);
      assertThat(good.requests()).first().asString().contains("bytes=20");
    }
  }

  @Test
  void serverThatTricklesForEverIsNoHang() throws IOException {
    try (Mirror slow = Mirror.that(Mirror.crawlsAfter(10, CONTENT))) {
      assertThatThrownBy(() -> fetch(WANTS_SPEED, slow))
          .hasMessageContaining("fewer than 1000 bytes in 0.8 s");
      assertThat(filesLeft()).isEmpty();
    }
  }

  @Test
  void silentServerIsGivenUp() throws IOException {
    try (Mirror silent = Mirror.that(Mirror.keepsSilent());
        Mirror good = Mirror.that(Mirror.sends(CONTENT))) {
      assertThat(fetch(WANTS_ANSWERS, silent, good).resolve("thing.bin")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void silentServerAloneIsNamed() throws IOException {
    try (Mirror silent = Mirror.that(Mirror.keepsSilent())) {
      assertThatThrownBy(() -> fetch(WANTS_ANSWERS, silent))
          .hasMessageContaining("no answer within 0.5 s");
    }
  }

  @Test
  void portWithoutAServerIsNamed() throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    assertThatThrownBy(() -> cache(true).fetched(publication(List.of(nobody))))
        .hasMessageContaining(nobody + "/thing.bin: no connection");
  }

  @Test
  void endlessAnswerIsCutOff() throws IOException {
    byte[] tooLong = new byte[3 * CONTENT.length];
    try (Mirror endless = Mirror.that(Mirror.sends(tooLong))) {
      assertThatThrownBy(() -> fetch(endless)).hasMessageContaining("sends more than 600000 bytes");
      assertThat(filesLeft()).isEmpty();
    }
  }

  @Test
  void damagedFileInTheCacheIsFetchedAgain() throws IOException {
    Path home = Files.createDirectories(directory.resolve("things"));
    Files.write(home.resolve("thing.bin"), Arrays.copyOf(CONTENT, 1234));
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      fetch(mirror);

      assertThat(home.resolve("thing.bin")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void offlineCacheNamesTheFileThatIsMissing() throws IOException {
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      Publication publication = publication(List.of(mirror.address()));

      assertThatThrownBy(() -> cache(false).fetched(publication))
          .hasMessageStartingWith(directory.resolve("things").resolve("thing.bin") + ": expected")
          .hasMessageContaining("found none")
          .hasMessageContaining("--offline");
      assertThat(mirror.requests()).isEmpty();
    }
  }

  @Test
  void offlineCacheThatIsCompleteIsUsed() throws IOException {
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      fetch(mirror);
      Publication publication = publication(List.of(mirror.address()));

      assertThat(cache(false).fetched(publication).resolve("thing.bin")).exists();
    }
  }

  @Test
  void threadsThatWantTheSameFileFetchItOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      List<Future<Path>> homes =
          threads.invokeAll(
              Stream.generate(() -> (Callable<Path>) () -> fetch(mirror)).limit(4).toList());
      for (Future<Path> home : homes) {
        assertThat(home.get().resolve("thing.bin")).hasBinaryContent(CONTENT);
      }
      assertThat(mirror.requests()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void checksumOfUnzippedContentHoldsForAnyPacking() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(CONTENT);
    }
    Checksum checksum = new Checksum(Checksum.Of.UNZIPPED_CONTENT, sha256(CONTENT));
    Path zipped = Files.write(directory.resolve("zipped"), bytes.toByteArray());
    Path plain = Files.write(directory.resolve("plain"), CONTENT);

    assertThat(checksum.found(zipped)).isEqualTo(sha256(CONTENT));
    assertThat(checksum.found(plain)).isEqualTo("no whole gzip file");
  }

  @Test
  void progressReachesTheSizeOfTheFile() throws IOException {
    List<Long> reached = new ArrayList<>();
    LoadingProgress recording =
        new LoadingProgress() {
          @Override
          public void notice(String line) {}

          @Override
          public void started(String task, long total, Unit unit) {
            assertThat(task).isEqualTo("Downloading thing.bin (300 kB) from 127.0.0.1");
            assertThat(total).isEqualTo(CONTENT.length);
          }

          @Override
          public void reached(long done) {
            reached.add(done);
          }

          @Override
          public void ended() {
            reached.add(-1L);
          }
        };
    try (Mirror mirror = Mirror.that(Mirror.sends(CONTENT))) {
      new DataCache(directory, true, PATIENT, recording)
          .fetched(publication(List.of(mirror.address())));
    }
    assertThat(reached).endsWith((long) CONTENT.length, -1L);
  }

  private Path fetch(Mirror... mirrors) throws IOException {
    return fetch(PATIENT, mirrors);
  }

  private Path fetch(Patience patience, Mirror... mirrors) throws IOException {
    return new DataCache(directory, true, patience, LoadingProgress.SILENT)
        .fetched(publication(Stream.of(mirrors).map(Mirror::address).toList()));
  }

  private DataCache cache(boolean online) {
    return new DataCache(directory, online, PATIENT, LoadingProgress.SILENT);
  }

  private static Publication publication(List<URI> mirrors) {
    Checksum checksum = new Checksum(Checksum.Of.FILE, sha256(CONTENT));
    return new Publication(
        "things", mirrors, List.of(new PublishedFile("thing.bin", CONTENT.length, checksum)));
  }

  /** Names of all files in the cache but the lock's. */
  private List<String> filesLeft() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .toList();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
