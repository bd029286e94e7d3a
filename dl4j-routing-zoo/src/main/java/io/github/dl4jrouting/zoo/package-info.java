/** Routed networks as DL4J zoo models, each with a dense twin of the same shape. */
package io.github.dl4jrouting.zoo;
