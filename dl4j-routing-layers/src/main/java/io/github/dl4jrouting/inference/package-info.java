/**
 * Inference that computes only what each sample needs: {@link
 * io.github.dl4jrouting.inference.RoutedInference} runs a trained network as a plan of lean
 * kernels, lazily and sample by sample.
 */
package io.github.dl4jrouting.inference;
