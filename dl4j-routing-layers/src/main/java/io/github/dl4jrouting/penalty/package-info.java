/** Sparsity penalties on routing probabilities: what a router pays for using its paths. */
package io.github.dl4jrouting.penalty;
