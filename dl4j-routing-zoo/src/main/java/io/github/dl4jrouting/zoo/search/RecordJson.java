package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** A candidate's record as one line of JSON, and back; numbers come back exactly. */
final class RecordJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RecordJson() {}

  static String line(CandidateRecord candidate) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("index", candidate.index());
    ArrayNode genes = json.putArray("genes");
    candidate.genes().forEach(genes::add);
    candidate.score().ifPresent(score -> json.put("score", score));
    candidate
        .outcome()
        .ifPresent(
            outcome ->
                json.putObject("outcome")
                    .put("accuracy", outcome.accuracy())
                    .put("skipRatio", outcome.skipRatio())
                    .put("computeRatio", outcome.computeRatio())
                    .put("macs", outcome.macs()));
    candidate.error().ifPresent(error -> json.put("error", error));
    return json.toString();
  }

  static CandidateRecord parse(String line) throws IOException {
    JsonNode json = MAPPER.readTree(line);
    List<Double> genes = new ArrayList<>();
    json.required("genes").forEach(gene -> genes.add(gene.asDouble()));
    return new CandidateRecord(
        json.required("index").intValue(),
        genes,
        Optional.ofNullable(json.get("score")).map(JsonNode::doubleValue),
        Optional.ofNullable(json.get("outcome")).map(RecordJson::outcome),
        Optional.ofNullable(json.get("error")).map(JsonNode::textValue));
  }

  private static Outcome outcome(JsonNode json) {
    return new Outcome(
        json.required("accuracy").doubleValue(),
        json.required("skipRatio").doubleValue(),
        json.required("computeRatio").doubleValue(),
        json.required("macs").doubleValue());
  }
}
