/** Finds the results in a directory and says what each of them found out. */
package io.github.dl4jrouting.examples.report.results;
