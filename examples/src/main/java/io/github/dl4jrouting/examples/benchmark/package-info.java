/**
 * Times this library's inference engine against stock DL4J, PyTorch and ONNX Runtime.
 *
 * <p>Each contestant has a process of its own, which stays alive, so that what its JVM has compiled
 * stays too; one process computes at a time. For each workload and batch size all cells are opened
 * and their outputs compared, then warmed up, then timed in rounds, each cell once a round, so that
 * whatever drifts on the machine hits all of them. Ratios are taken round by round.
 */
package io.github.dl4jrouting.examples.benchmark;
