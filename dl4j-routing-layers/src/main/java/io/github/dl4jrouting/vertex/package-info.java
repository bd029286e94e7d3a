/** The vertex that mixes paths with routing probabilities. */
package io.github.dl4jrouting.vertex;
