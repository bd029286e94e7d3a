/**
 * Accuracy and routing of a trained network on samples: which share takes which path, by block and
 * by class.
 */
package io.github.dl4jrouting.examples.measure;
