package io.github.dl4jrouting.examples.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Fields of a JSON object by name. One that is asked for and not there, or of another kind, is an
 * error that says where.
 */
record Fields(JsonNode node, String path) {

  /** A result that does not have what results of its command have. */
  static final class MissingFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingFieldException(String message) {
      super(message);
    }
  }

  Fields in(String name) {
    return new Fields(required(name, JsonNode::isObject, "an object"), path + name + ".");
  }

  Optional<Fields> maybeIn(String name) {
    return node.path(name).isObject() ? Optional.of(in(name)) : Optional.empty();
  }

  List<Fields> list(String name) {
    JsonNode array = required(name, JsonNode::isArray, "a list");
    List<Fields> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      items.add(new Fields(array.get(i), path + name + "[" + i + "]."));
    }
    return items;
  }

  /** The same list; empty if there is none. */
  List<Fields> maybeList(String name) {
    return node.path(name).isArray() ? list(name) : List.of();
  }

  List<Double> numbers(String name) {
    return list(name).stream().map(item -> value(item.node())).toList();
  }

  Stream<String> names() {
    return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false);
  }

  String text(String name) {
    return required(name, JsonNode::isValueNode, "a text").asText();
  }

  String textOr(String name, String otherwise) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : otherwise;
  }

  Optional<String> maybeText(String name) {
    return Optional.of(textOr(name, "")).filter(text -> !text.isBlank());
  }

  boolean flag(String name) {
    return node.path(name).asBoolean(false);
  }

  double number(String name) {
    JsonNode value = required(name, JsonNode::isValueNode, "a number");
    double number = value(value);
    if (Double.isNaN(number) && !value.asText().equals("NaN")) {
      throw missing(name, "a number", value);
    }
    return number;
  }

  /** The number, or NaN where there is none. */
  double maybeNumber(String name) {
    return value(node.path(name));
  }

  /** Numbers that JSON does not know are written as text. */
  private static double value(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    return switch (value.asText()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  private JsonNode required(
      String name, java.util.function.Predicate<JsonNode> fits, String expected) {
    JsonNode value = node.path(name);
    if (value.isNull() || !fits.test(value)) {
      throw missing(name, expected, value);
    }
    return value;
  }

  private MissingFieldException missing(String name, String expected, JsonNode found) {
    String what =
        found.isMissingNode()
            ? "none"
            : found.isValueNode() ? found.toString() : found.getNodeType().name().toLowerCase();
    return new MissingFieldException(
        "expected " + expected + " named " + path + name + ", found " + what);
  }
}
