package io.github.dl4jrouting.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GaussianClustersTest {

  @Test
  void classesCanBeToldByTheNearestTrainingSampleFarBetterThanByChance() {
    Dataset data = GaussianClusters.draw(3);
    float[] sample = new float[64];
    float[] other = new float[64];
    int right = 0;
    for (int i = 0; i < 100; i++) {
      data.test().read(i, sample, 0);
      double nearest = Double.MAX_VALUE;
      int label = -1;
      for (int j = 0; j < 3000; j++) {
        data.train().read(j, other, 0);
        double distance = 0;
        for (int d = 0; d < 64; d++) {
          distance += (sample[d] - other[d]) * (sample[d] - other[d]);
        }
        if (distance < nearest) {
          nearest = distance;
          label = data.train().label(j);
        }
      }
      right += label == data.test().label(i) ? 1 : 0;
    }
    assertThat(right).as("of 100, 10 by chance").isBetween(40, 99);
  }

  @Test
  void everyClassIsThere() {
    Samples test = GaussianClusters.draw(3).test();
    int[] counts = new int[10];
    for (int i = 0; i < test.size(); i++) {
      counts[test.label(i)]++;
    }
    assertThat(java.util.Arrays.stream(counts).min().orElseThrow()).isGreaterThan(120);
  }
}
