/** The report as one HTML page that needs nothing but itself. */
package io.github.dl4jrouting.examples.report.page;
