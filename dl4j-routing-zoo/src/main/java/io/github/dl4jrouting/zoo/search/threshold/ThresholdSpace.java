package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.search.space.EnumSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * All settings of a network's gates: one measure for all of them, and a threshold and a direction
 * for each. Thresholds are continuous over the quantiles of the activity that the gate saw, and an
 * eighth of the range at each end stands for always open and always closed.
 *
 * <pre>{@code
 * ThresholdSpace space = ThresholdSpace.over(Map.of(ActivityMeasure.MEAN_ABS, traces));
 * CandidateGenerator generator = new RandomSearchGenerator(space);
 * }</pre>
 */
@SuppressWarnings("rawtypes") // Arbiter's signatures
public final class ThresholdSpace implements ParameterSpace<GateSettings> {
  @JsonProperty private final ParameterSpace<ActivityMeasure> measure;
  @JsonProperty private final List<GateSpace> gates;

  @JsonCreator
  ThresholdSpace(
      @JsonProperty("measure") ParameterSpace<ActivityMeasure> measure,
      @JsonProperty("gates") List<GateSpace> gates) {
    this.measure = measure;
    this.gates = List.copyOf(gates);
  }

  /**
   * A space over recorded traces.
   *
   * @param traces of the same network and split, by what they recorded
   * @param directions to choose from for each gate; none for the network's own
   * @return the space
   * @throws IllegalArgumentException if there are no traces
   */
  public static ThresholdSpace over(
      Map<ActivityMeasure, GateTraces> traces, Direction... directions) {
    if (traces.isEmpty()) {
      throw new IllegalArgumentException("Expected traces of at least one measure, found none");
    }
    GateTraces any = traces.values().iterator().next();
    List<GateSpace> gates = new ArrayList<>();
    for (int i = 0; i < any.gates(); i++) {
      Map<ActivityMeasure, double[]> quantiles = new EnumMap<>(ActivityMeasure.class);
      for (Map.Entry<ActivityMeasure, GateTraces> entry : traces.entrySet()) {
        quantiles.put(entry.getKey(), SeenActivity.quantiles(entry.getValue(), i));
      }
      List<Direction> choices =
          directions.length == 0 ? any.directions().subList(i, i + 1) : Arrays.asList(directions);
      gates.add(
          new GateSpace(
              any.sites().get(i).gate(),
              new ContinuousParameterSpace(0, 1),
              new EnumSpace<>(Direction.class, choices),
              quantiles));
    }
    List<ActivityMeasure> measures = new ArrayList<>(new EnumMap<>(traces).keySet());
    return new ThresholdSpace(new EnumSpace<>(ActivityMeasure.class, measures), gates);
  }

  /**
   * The gates, in the order of the thresholds.
   *
   * @return names
   */
  public List<String> gates() {
    return gates.stream().map(GateSpace::gate).toList();
  }

  @Override
  public GateSettings getValue(double[] genes) {
    ActivityMeasure chosen = measure.getValue(genes);
    return new GateSettings(
        chosen,
        gates.stream().map(gate -> gate.threshold(chosen, genes)).toList(),
        gates.stream().map(gate -> gate.direction().getValue(genes)).toList());
  }

  @Override
  public int numParameters() {
    return collectLeaves().stream().mapToInt(ParameterSpace::numParameters).sum();
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>();
    getNestedSpaces().values().forEach(space -> leaves.addAll(leavesOf(space)));
    return leaves;
  }

  @SuppressWarnings("unchecked")
  private static List<ParameterSpace> leavesOf(ParameterSpace space) {
    return space.collectLeaves();
  }

  @Override
  public Map<String, ParameterSpace> getNestedSpaces() {
    Map<String, ParameterSpace> nested = new LinkedHashMap<>();
    nested.put("measure", measure);
    for (GateSpace gate : gates) {
      nested.put(gate.gate() + " share", gate.share());
      nested.put(gate.gate() + " direction", gate.direction());
    }
    return nested;
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("Expected the indices to be set on the leaves");
  }
}
