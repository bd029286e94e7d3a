/**
 * The command line of dl4j-routing: {@link io.github.dl4jrouting.examples.Main} and one class a
 * command.
 */
package io.github.dl4jrouting.examples;
