/**
 * Data sets as the examples see them: labelled samples held in memory, read from the files of
 * well-known data sets with errors that name the file, parted by class, and handed to DL4J in
 * mini-batches whose order depends on a seed alone. Folders of images and tables have packages of
 * their own below.
 */
package io.github.dl4jrouting.examples.data;
