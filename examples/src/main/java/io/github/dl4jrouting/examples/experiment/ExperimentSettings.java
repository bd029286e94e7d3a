package io.github.dl4jrouting.examples.experiment;

/**
 * What was asked for.
 *
 * @param samples test samples
 * @param dim width of the blocks
 * @param layers number of blocks
 * @param threshold τ of the paper's gates
 * @param allowedDrop accuracy that the calibrated network may lose
 * @param batchSize samples in a call
 * @param runs how often everything is run
 * @param warmUp calls of each contestant before a run that do not count
 * @param seed start of all randomness
 * @param threads with how many ND4J computes; the inference engine takes all cores
 */
public record ExperimentSettings(
    int samples,
    int dim,
    int layers,
    double threshold,
    double allowedDrop,
    int batchSize,
    int runs,
    int warmUp,
    long seed,
    int threads) {}
