package io.github.dl4jrouting.examples.report.results;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The files in a directory and all below it that a report is about, in the order of their names.
 *
 * @param results every {@code result.json}
 * @param tables CSV files that belong to none of them
 */
record ResultFiles(List<Path> results, List<Path> tables) {

  static final String RESULT = "result.json";

  /** Finds them; directories that cannot be read are noted. */
  static ResultFiles in(Path root, Notes notes) throws IOException {
    Comparator<Path> byName = Comparator.comparing(file -> ResultFile.relative(root, file));
    TreeSet<Path> results = new TreeSet<>(byName);
    TreeSet<Path> tables = new TreeSet<>(byName);
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.equals(RESULT)) {
              results.add(file);
            } else if (name.endsWith(".csv") && attributes.isRegularFile()) {
              tables.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(root)) {
              throw e;
            }
            notes.add(ResultFile.reason(root, file, e));
            return FileVisitResult.CONTINUE;
          }
        });
    return new ResultFiles(List.copyOf(results), lonely(root, results, tables));
  }

  /** A table in or below the directory of a result is part of that result. */
  private static List<Path> lonely(Path root, TreeSet<Path> results, TreeSet<Path> tables) {
    List<Path> owners = results.stream().map(Path::getParent).toList();
    List<Path> lonely = new ArrayList<>();
    for (Path table : tables) {
      boolean owned =
          owners.stream().anyMatch(owner -> !owner.equals(root) && table.startsWith(owner))
              || owners.contains(table.getParent());
      if (!owned) {
        lonely.add(table);
      }
    }
    return List.copyOf(lonely);
  }
}
