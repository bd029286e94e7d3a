/**
 * What a command leaves behind: JSON files and models that appear whole or not at all, and tables
 * that people read.
 */
package io.github.dl4jrouting.examples.report;
