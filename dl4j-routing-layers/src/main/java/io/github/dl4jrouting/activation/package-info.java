/** Activation functions. */
package io.github.dl4jrouting.activation;
