package io.github.dl4jrouting.zoo.recipe;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One epoch of a recipe, measured on the test samples with the averaged weights. While an exit
 * learns alone, it is all that there is to measure.
 *
 * @param epoch number of the epoch, from 1
 * @param loss mean score over the epoch's mini-batches, penalties included
 * @param denseAccuracy share of samples classified right with every gate and router open, 0..1
 * @param routedAccuracy share of samples classified right with the gates and routers as they are
 * @param macs mean multiply-accumulates for a sample with the gates and routers as they are
 * @param through for each router, by its name, the share of samples that took path 0
 */
public record EpochMetrics(
    int epoch,
    double loss,
    double denseAccuracy,
    double routedAccuracy,
    double macs,
    Map<String, Double> through) {

  /** Titles of the columns of {@link #line}. */
  static final String HEADER = "epoch,loss,denseAccuracy,routedAccuracy,macs,through";

  /** Copies the map, in the order of the names. */
  public EpochMetrics {
    through = java.util.Collections.unmodifiableMap(new TreeMap<>(through));
  }

  /** A line of comma-separated values; the last holds {@code name=share} pairs. */
  String line() {
    return String.join(
        ",",
        String.valueOf(epoch),
        String.valueOf(loss),
        String.valueOf(denseAccuracy),
        String.valueOf(routedAccuracy),
        String.format(Locale.ROOT, "%.1f", macs),
        through.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(";")));
  }

  /** Reads a line. */
  static EpochMetrics of(String line) {
    String[] cells = line.split(",", -1);
    Map<String, Double> through = new TreeMap<>();
    for (String pair : cells[5].isEmpty() ? new String[0] : cells[5].split(";")) {
      int at = pair.lastIndexOf('=');
      through.put(pair.substring(0, at), Double.valueOf(pair.substring(at + 1)));
    }
    return new EpochMetrics(
        Integer.parseInt(cells[0]),
        Double.parseDouble(cells[1]),
        Double.parseDouble(cells[2]),
        Double.parseDouble(cells[3]),
        Double.parseDouble(cells[4]),
        through);
  }
}
