package io.github.dl4jrouting.examples.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A section for every result: with words and plots where the command is known, as tables else. */
final class Views {

  /** In the order in which sections stand on the page. */
  private final Map<String, View> views = new LinkedHashMap<>();

  Views() {
    views.put("quickstart", new QuickstartView());
    views.put("classify", new ExperimentView());
    views.put("synthetic", new ExperimentView());
    views.put("evaluate", new EvaluationView());
    views.put("train", new EvaluationView());
    views.put("calibrate", new CalibrateView());
    views.put("tune", new TuneView());
    views.put("ablate", new AblateView());
    views.put("analyse", new AnalyseView());
    views.put("benchmark", new BenchmarkView());
    views.put("compare", new CompareView());
    views.put("claims", new ClaimsView());
  }

  /** Where a command's sections stand. */
  int rank(Section section) {
    int rank = new ArrayList<>(views.keySet()).indexOf(section.command());
    return rank < 0 ? views.size() : rank;
  }

  Section section(ResultFile result) {
    String command = result.command();
    View view = views.get(command);
    if (view == null) {
      return plain(
          result, "This program does not know results of this command; here is all of it.");
    }
    try {
      Section.Builder section = new Section.Builder(command, result.source());
      view.show(result, section);
      return finished(result, section);
    } catch (Fields.MissingFieldException e) {
      result.notes().add(result.source() + ": " + e.getMessage() + "; shown as plain tables");
      return plain(result, "It lacks parts of what such a result holds; here is all of it.");
    }
  }

  private static Section plain(ResultFile result, String why) {
    Section.Builder section = new Section.Builder(result.command(), result.source());
    section.headline("Result of “" + result.command() + "”").say(why);
    ObjectNode rest = result.fields().node().deepCopy();
    rest.remove(List.of("command", "commandLine", "environment", "settings", "data"));
    PlainTables.of("Values", rest).forEach(section::table);
    return finished(result, section);
  }

  /** A table that no result owns. */
  static Section table(Path root, Path file) throws IOException {
    String source = ResultFile.relative(root, file);
    CsvFile csv = CsvFile.read(file);
    return new Section.Builder("table", source)
        .headline("Table " + file.getFileName())
        .table(new Table(source, csv.header(), csv.rows(), 0))
        .section();
  }

  /** What every result has: how it was asked for, on what, where and when. */
  private static Section finished(ResultFile result, Section.Builder section) {
    section.commandLine(result.fields().maybeText("commandLine"));
    Facts.of(result.fields()).forEach(section::fact);
    JsonNode json = result.fields().node();
    ObjectNode top = result.fields().node().deepCopy();
    List<String> names = new ArrayList<>();
    top.fieldNames().forEachRemaining(names::add);
    names.removeIf(name -> top.get(name).isValueNode());
    top.remove(names);
    top.remove(List.of("command", "commandLine"));
    add(section, "Settings", json.path("settings"));
    add(section, "Data", json.path("data"));
    add(section, "Network", json.path("model"));
    add(section, "Single values", top);
    add(section, "Environment", json.path("environment"));
    add(section, "Timing", json.path("timing"));
    return section.section();
  }

  private static void add(Section.Builder section, String title, JsonNode json) {
    if (json.isObject()) {
      PlainTables.of(title, json).forEach(section::detail);
    }
  }
}
