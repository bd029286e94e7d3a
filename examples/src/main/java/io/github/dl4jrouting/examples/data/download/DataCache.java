package io.github.dl4jrouting.examples.data.download;

import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Published files that were fetched before, in a directory a publication. Their checksums are
 * looked at whenever they are used.
 *
 * @param directory where the directories are; made when the first is needed
 * @param online whether what is missing may be downloaded
 * @param patience how long to wait for a mirror
 * @param progress is told of downloads
 */
public record DataCache(
    Path directory, boolean online, Patience patience, LoadingProgress progress) {

  /**
   * All files of a publication, downloaded where they are not there or not right.
   *
   * @param publication which
   * @return the directory they are in
   * @throws DownloadException if a file is missing and cannot or must not be downloaded
   * @throws IOException if the directory cannot be read or written
   */
  public Path fetched(Publication publication) throws IOException {
    Path home = directory.resolve(publication.name());
    if (complete(publication, home)) {
      return home;
    }
    if (!online) {
      throw new DownloadException(missing(publication, home));
    }
    Files.createDirectories(home);
    DirectoryLock.holding(home, progress, () -> download(publication, home));
    return home;
  }

  private void download(Publication publication, Path home) throws IOException {
    Download download = new Download(patience, progress);
    for (PublishedFile file : publication.files()) {
      Path target = home.resolve(file.name());
      if (!right(file, target)) { // another process may have brought it meanwhile
        download.run(file, publication.mirrors(), target);
      }
    }
  }

  private static boolean complete(Publication publication, Path home) throws IOException {
    for (PublishedFile file : publication.files()) {
      if (!right(file, home.resolve(file.name()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean right(PublishedFile file, Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new DownloadException(
          path + ": expected a file or nothing, found a directory; take it away");
    }
    return Files.isRegularFile(path)
        && file.checksum().found(path).equals(file.checksum().sha256());
  }

  private static String missing(Publication publication, Path home) throws IOException {
    for (PublishedFile file : publication.files()) {
      Path path = home.resolve(file.name());
      if (!right(file, path)) {
        return path
            + ": expected this file in the cache, found "
            + (Files.exists(path) ? "one with another checksum" : "none")
            + "; leave --offline away to download it, or name a directory that has it with"
            + " --data-dir";
      }
    }
    throw new IllegalStateException(home + " has become complete; try again");
  }
}
