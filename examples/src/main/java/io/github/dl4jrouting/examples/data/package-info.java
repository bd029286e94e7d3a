/**
 * Data sets as the examples see them: labelled samples held in memory, read from IDX files with
 * errors that name the file, and handed to DL4J in mini-batches whose order depends on a seed
 * alone.
 */
package io.github.dl4jrouting.examples.data;
