package io.github.dl4jrouting.examples.benchmark.network;

import java.util.Random;

/**
 * A pool of batches to run a network on, over which exactly a share s of all (sample, block) pairs
 * is skipped.
 *
 * <p>For each block, s·n of the pool's n samples are drawn to skip it, independently of the other
 * blocks: so the pattern differs from sample to sample and block to block, and at batch 1 from call
 * to call. Where samples share routes, it is drawn for each batch.
 *
 * @param batch samples in a batch
 * @param batches {@code [calls][batch · sample size]}
 */
public record Inputs(int batch, float[][] batches) {
  private static final int FEWEST_CALLS = 5;
  private static final int FEWEST_SAMPLES = 120;

  /** Skip ratios of one decimal are met exactly where this divides the number of samples. */
  private static final int GRANULARITY = 10;

  /**
   * Makes a pool: the same for the same arguments.
   *
   * @param workload what writes the samples
   * @param batch samples in a batch
   * @param skipRatio s, from 0 to 1
   * @return at least 5 batches and at least 120 samples
   */
  public static Inputs of(Workload workload, int batch, double skipRatio) {
    Network network = workload.network();
    int sharing = workload.sharesRoutes() ? batch : 1;
    int calls = calls(batch, sharing);
    Random random = new Random(batch);
    boolean[][] through = through(calls * batch / sharing, network.guarded(), skipRatio, random);
    int size = network.inputSize();
    float[][] batches = new float[calls][batch * size];
    for (int sample = 0; sample < calls * batch; sample++) {
      workload.write(
          through[sample / sharing], random, batches[sample / batch], sample % batch * size);
    }
    return new Inputs(batch, batches);
  }

  private static int calls(int batch, int sharing) {
    int calls = Math.max(FEWEST_CALLS, (FEWEST_SAMPLES + batch - 1) / batch);
    while (calls * batch / sharing % GRANULARITY != 0) {
      calls++;
    }
    return calls;
  }

  /**
   * The share of all (call, block) pairs in which some sample of the batch goes through the block,
   * in the pool that {@link #of} makes: the weights of the others need not be read.
   *
   * @param workload what writes the samples
   * @param batch samples in a batch
   * @param skipRatio s, from 0 to 1
   * @return a number from 0 to 1; 1 − s at least
   */
  public static double neededBlocks(Workload workload, int batch, double skipRatio) {
    int sharing = workload.sharesRoutes() ? batch : 1;
    int calls = calls(batch, sharing);
    int blocks = workload.network().guarded();
    boolean[][] through = through(calls * batch / sharing, blocks, skipRatio, new Random(batch));
    int needed = 0;
    for (int call = 0; call < calls; call++) {
      for (int block = 0; block < blocks; block++) {
        boolean any = false;
        for (int i = 0; i < batch / sharing; i++) {
          any |= through[call * (batch / sharing) + i][block];
        }
        needed += any ? 1 : 0;
      }
    }
    return (double) needed / (calls * blocks);
  }

  private static boolean[][] through(int samples, int blocks, double skipRatio, Random random) {
    boolean[][] through = new boolean[samples][blocks];
    int computed = samples - (int) Math.round(skipRatio * samples);
    int[] order = new int[samples];
    for (int i = 0; i < samples; i++) {
      order[i] = i;
    }
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < computed; i++) {
        int other = i + random.nextInt(samples - i);
        int sample = order[other];
        order[other] = order[i];
        order[i] = sample;
        through[sample][block] = true;
      }
    }
    return through;
  }
}
