/** The activity-routing paper's formulas for compute and for skipping, beside what is measured. */
package io.github.dl4jrouting.examples.analyse;
