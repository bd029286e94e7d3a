package io.github.dl4jrouting.examples.report.results;

import io.github.dl4jrouting.examples.report.section.Section;

/** Says what the results of one command found out. */
interface View {

  /**
   * Adds headline, sentences, plots and tables.
   *
   * @throws Fields.MissingFieldException if the result lacks what such results have
   */
  void show(ResultFile result, Section.Builder section);
}
