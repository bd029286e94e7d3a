package io.github.dl4jrouting.examples.report.results;

import io.github.dl4jrouting.examples.report.page.Page;
import io.github.dl4jrouting.examples.report.plot.Plot;
import io.github.dl4jrouting.examples.report.plot.PlotImage;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one page of all results in a directory. The same results give the same page, byte for byte.
 *
 * @param directory where results lie, at any depth
 * @param output where the page goes
 * @param pictures whether each plot is written as a PNG file too
 */
public record ReportRun(Path directory, Path output, boolean pictures) {

  /** Name of the page. */
  public static final String PAGE = "report.html";

  /** Name of the directory with the plots as PNG files. */
  public static final String PLOTS = "report-plots";

  /**
   * What became of it.
   *
   * @param results how many results are on the page
   * @param plots how many plots are on the page
   * @param notes what could not be read, one line each; also on the page
   */
  public record Outcome(int results, int plots, List<String> notes) {

    /** Copies the list. */
    public Outcome {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Reads all results and writes the page.
   *
   * @return what became of it
   * @throws IOException if there is no result that can be read, or the page cannot be written
   */
  public Outcome run() throws IOException {
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          directory + ": expected a directory with results, found a file; name the one it lies in");
    }
    Notes notes = new Notes();
    List<Section> sections = sections(directory.toRealPath(), notes);
    if (sections.isEmpty()) {
      throw new IOException(nothingIn(notes.lines()));
    }
    String html = new Page(sections, notes.lines()).html();
    Files.createDirectories(output);
    WholeFile.write(output.resolve(PAGE), out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    int plots = sections.stream().mapToInt(section -> section.plots().size()).sum();
    if (pictures) {
      writePictures(sections);
    }
    return new Outcome(sections.size(), plots, notes.lines());
  }

  private static List<Section> sections(Path root, Notes notes) throws IOException {
    ResultFiles files = ResultFiles.in(root, notes);
    Views views = new Views();
    List<Section> sections = new ArrayList<>();
    for (Path file : files.results()) {
      try {
        sections.add(views.section(ResultFile.read(root, file, notes)));
      } catch (IOException e) {
        notes.add(ResultFile.reason(root, file, e));
      }
    }
    for (Path file : files.tables()) {
      try {
        sections.add(Views.table(root, file));
      } catch (IOException e) {
        notes.add(ResultFile.reason(root, file, e));
      }
    }
    sections.sort(Comparator.comparingInt(views::rank)); // stable: within a command by name
    return sections;
  }

  private String nothingIn(List<String> notes) {
    return notes.isEmpty()
        ? directory
            + ": expected at least one result.json in it or below it, found none; run a command with"
            + " --output "
            + directory
            + "/NAME first"
        : directory + ": no result can be read: " + String.join("; ", notes);
  }

  private void writePictures(List<Section> sections) throws IOException {
    Path plots = output.resolve(PLOTS);
    Files.createDirectories(plots);
    List<String> names = Page.anchors(sections);
    for (int i = 0; i < sections.size(); i++) {
      for (Plot plot : sections.get(i).plots()) {
        PlotImage.write(plot, plots.resolve(names.get(i) + "-" + plot.name() + ".png"));
      }
    }
  }
}
