/**
 * Networks that compute only what an input needs.
 *
 * <p>A router is a layer whose output is a probability over paths, one row a sample; a {@code
 * RoutingVertex} mixes the paths with it; an exact zero in a row means that the sample does not
 * need that path. {@code RoutedBlock} adds all of it around named layers in one call.
 */
package io.github.dl4jrouting;
