package io.github.dl4jrouting.examples.report.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What identifies a run at a glance: seed, samples of time, machine and versions. */
final class Facts {

  private Facts() {}

  static List<String> of(Fields result) {
    List<String> facts = new ArrayList<>();
    JsonNode json = result.node();
    first(json, "/seed", "/settings/seed").ifPresent(seed -> facts.add("seed " + seed));
    first(json, "/threads", "/settings/threads")
        .ifPresent(threads -> facts.add(threads + (threads.equals("1") ? " thread" : " threads")));
    first(json, "/environment/cpu").ifPresent(facts::add);
    first(json, "/environment/cores").ifPresent(cores -> facts.add(cores + " cores"));
    first(json, "/environment/os").ifPresent(facts::add);
    first(json, "/environment/java").ifPresent(java -> facts.add("Java " + java));
    first(json, "/environment/blas").ifPresent(facts::add);
    first(json, "/environment/dl4j").ifPresent(dl4j -> facts.add("DL4J " + dl4j));
    first(json, "/environment/dl4jRouting").ifPresent(own -> facts.add("dl4j-routing " + own));
    first(json, "/startedAt", "/timing/startedAt").ifPresent(at -> facts.add("started " + at));
    return facts;
  }

  private static Optional<String> first(JsonNode json, String... places) {
    for (String place : places) {
      JsonNode value = json.at(place);
      if (value.isValueNode() && !value.isNull() && !value.asText().equals("unknown")) {
        return Optional.of(value.asText());
      }
    }
    return Optional.empty();
  }
}
