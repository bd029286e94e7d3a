/** DL4J's slot for a faster implementation of a layer. */
package io.github.dl4jrouting.slot;
