/**
 * The experiments of the activity-routing paper, run again: its own untrained network, and trained
 * networks with their dense twins.
 */
package io.github.dl4jrouting.examples.experiment;
