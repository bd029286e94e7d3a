package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches as ND4J arrays. */
final class Nd4jInputs {

  private Nd4jInputs() {}

  static INDArray[] of(Network network, Inputs inputs) {
    long[] shape =
        Stream.concat(Stream.of(inputs.batch()), network.input().stream())
            .mapToLong(Integer::longValue)
            .toArray();
    return Stream.of(inputs.batches())
        .map(values -> Nd4j.create(values, shape, 'c'))
        .map(x -> network.channelsLast() ? x.permute(0, 2, 3, 1).dup('c') : x)
        .toArray(INDArray[]::new);
  }

  /** How many samples do not go through, by a router's probabilities [N, 2]. */
  static long skipped(INDArray probabilities) {
    long skipped = 0;
    for (long sample = 0; sample < probabilities.size(0); sample++) {
      if (probabilities.getDouble(sample, 0) == 0) {
        skipped++;
      }
    }
    return skipped;
  }

  static float[] rows(INDArray output) {
    return output.dup('c').data().asFloat();
  }
}
