package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.percent;

import io.github.dl4jrouting.examples.report.section.Gallery;
import io.github.dl4jrouting.examples.report.section.Picture;
import io.github.dl4jrouting.examples.report.section.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples that need the least compute and the most, as the commands left them in a directory.
 */
record SampleGallery(ResultFile result) {

  private static final String DIRECTORY = "samples";
  private static final int MOST = 24;

  void addTo(Section.Builder section, String network) {
    Optional<CsvFile> index =
        result.csv(
            DIRECTORY + "/index.csv",
            "file",
            "kind",
            "label",
            "predicted",
            "computeRatio",
            "route");
    if (index.isEmpty()) {
      return;
    }
    boolean differ = index.get().distinct("computeRatio").size() > 1;
    for (String kind : index.get().distinct("kind")) {
      List<Picture> pictures = new ArrayList<>();
      for (List<String> row : index.get().where("kind", kind).stream().limit(MOST).toList()) {
        result
            .png(DIRECTORY, index.get().cell(row, "file"))
            .ifPresent(png -> pictures.add(picture(index.get(), row, png)));
      }
      if (!pictures.isEmpty()) {
        section.gallery(new Gallery(title(kind, network, differ), pictures));
      }
    }
  }

  /** Where all samples take the same compute, the files are in order of confidence alone. */
  private static String title(String kind, String network, boolean differ) {
    String of = " for “" + network + "”: the samples that it ";
    return switch (kind) {
      case "easy" -> "Easy" + of + (differ ? "computes least for" : "is surest of");
      case "hard" -> "Hard" + of + (differ ? "computes most for" : "is least sure of");
      default -> kind + " samples of “" + network + "”";
    };
  }

  private Picture picture(CsvFile index, List<String> row, byte[] png) {
    String label = result.className(index.cell(row, "label"));
    String predicted = result.className(index.cell(row, "predicted"));
    boolean right = label.equals(predicted);
    double compute = index.number(row, "computeRatio");
    String verdict = right ? label : label + ", taken for " + predicted;
    String route = index.cell(row, "route").replace('0', '○').replace('1', '●');
    return new Picture(
        png,
        "sample of class " + verdict + "; compute " + percent(compute),
        List.of(verdict, percent(compute), route),
        compute);
  }
}
