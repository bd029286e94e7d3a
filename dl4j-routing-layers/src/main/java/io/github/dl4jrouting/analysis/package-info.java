/**
 * What a network costs, multiply-accumulate operations (MACs) a sample, vertex by vertex; and how
 * often a gate skips Gaussian samples.
 */
package io.github.dl4jrouting.analysis;
