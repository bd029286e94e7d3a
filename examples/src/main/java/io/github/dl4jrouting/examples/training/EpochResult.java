package io.github.dl4jrouting.examples.training;

/**
 * One epoch of a training.
 *
 * @param epoch number of the epoch, from 1
 * @param loss mean score over the epoch's mini-batches, penalties included
 * @param accuracy share of the test samples classified right after the epoch, 0..1
 * @param skipRatio share of (test sample, block) pairs not computed after the epoch, 0..1
 */
public record EpochResult(int epoch, double loss, double accuracy, double skipRatio) {}
