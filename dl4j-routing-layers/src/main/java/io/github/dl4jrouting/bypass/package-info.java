/** The bypass path: a trainable skip connection around a block. */
package io.github.dl4jrouting.bypass;
