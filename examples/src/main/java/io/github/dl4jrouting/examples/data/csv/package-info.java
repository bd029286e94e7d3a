/**
 * Tables as data sets: read and transformed by DataVec, columns of words one-hot, numbers
 * standardised with the mean and spread of the training part alone.
 */
package io.github.dl4jrouting.examples.data.csv;
