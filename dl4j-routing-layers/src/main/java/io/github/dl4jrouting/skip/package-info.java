/** A block of layers that runs on the active rows of its input alone. */
package io.github.dl4jrouting.skip;
