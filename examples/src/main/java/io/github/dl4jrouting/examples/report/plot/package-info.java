/**
 * Plots as small SVG drawings: they scale to the width of a phone, take their colours from the page
 * that they stand in, say in words what they show, and can be made into PNG files.
 */
package io.github.dl4jrouting.examples.report.plot;
