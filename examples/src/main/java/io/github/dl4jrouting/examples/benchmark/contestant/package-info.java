/**
 * Who is timed, and the process in which each of them runs. A contestant gets a {@link
 * io.github.dl4jrouting.examples.benchmark.network.Network}, makes its own form of it, and is then
 * called over and over.
 */
package io.github.dl4jrouting.examples.benchmark.contestant;
