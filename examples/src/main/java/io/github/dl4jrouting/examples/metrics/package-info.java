/** What is measured of a network that runs: latency, memory, energy, shares and their certainty. */
package io.github.dl4jrouting.examples.metrics;
