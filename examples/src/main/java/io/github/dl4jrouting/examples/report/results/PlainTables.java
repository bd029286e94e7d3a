package io.github.dl4jrouting.examples.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dl4jrouting.examples.report.section.NumberText;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Any JSON as tables: what a list holds as rows, everything else as names and values. */
final class PlainTables {

  private static final int MOST_ITEMS = 12;
  private static final int MOST_LETTERS = 160;
  private static final int MOST_COLUMNS = 24;

  private final List<List<String>> values = new ArrayList<>();
  private final List<Table> lists = new ArrayList<>();

  private PlainTables() {}

  /** One table of single values, then one for each list of objects. */
  static List<Table> of(String title, JsonNode json) {
    PlainTables tables = new PlainTables();
    tables.add("", json);
    List<Table> all = new ArrayList<>();
    if (!tables.values.isEmpty()) {
      all.add(new Table(title, List.of("name", "value"), tables.values, 0));
    }
    all.addAll(tables.lists);
    return all;
  }

  private void add(String name, JsonNode json) {
    if (json.isObject() && !json.isEmpty()) {
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        String words = words(field.getKey());
        add(name.isEmpty() ? words : name + " · " + words, field.getValue());
      }
    } else if (json.isArray() && !json.isEmpty() && json.get(0).isObject()) {
      lists.add(rows(name, json));
    } else {
      values.add(List.of(name.isEmpty() ? "value" : name, text(name, json)));
    }
  }

  /** A table with a column for each name that occurs. */
  private static Table rows(String name, JsonNode array) {
    Set<String> names = new LinkedHashSet<>();
    array.forEach(item -> item.fieldNames().forEachRemaining(names::add));
    List<String> columns = names.stream().limit(MOST_COLUMNS).toList();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : array) {
      rows.add(columns.stream().map(column -> text(column, item.path(column))).toList());
    }
    List<String> header = columns.stream().map(PlainTables::words).toList();
    if (columns.isEmpty()) {
      return new Table(name, List.of("value"), List.of(), 0);
    }
    return new Table(name, header, rows, 0);
  }

  static String text(String name, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    if (value.isNumber()) {
      return number(name, value);
    }
    if (value.isArray()) {
      return items(value);
    }
    return cut(value.isObject() ? value.toString() : value.asText());
  }

  /** Seeds and years have no commas. */
  private static String number(String name, JsonNode value) {
    String small = name.toLowerCase(Locale.ROOT).replace(" ", "");
    if (small.endsWith("seed")) {
      return value.asText();
    }
    boolean share =
        small.endsWith("accuracy") || small.endsWith("ratio") || small.endsWith("share");
    double number = value.asDouble();
    return share && number >= 0 && number <= 1
        ? NumberText.finePercent(number)
        : NumberText.plain(number);
  }

  private static String items(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array) {
      if (texts.size() == MOST_ITEMS) {
        texts.add("… (" + array.size() + " in all)");
        break;
      }
      texts.add(text("", item));
    }
    return cut(String.join(", ", texts));
  }

  private static String cut(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
  }

  /** {@code macsPerSample} as "macs per sample". */
  static String words(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
        .replaceAll("[_-]+", " ")
        .replaceAll("\\bMi B\\b", "MiB")
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\bmacs\\b", "MACs")
        .replaceAll("\\bmib\\b", "MiB");
  }
}
