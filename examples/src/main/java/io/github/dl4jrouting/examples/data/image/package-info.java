/**
 * Folders of images as data sets: a folder a class, read by DataVec's image reader, kept as bytes.
 */
package io.github.dl4jrouting.examples.data.image;
