/** What a report says, before it becomes a page: sections of sentences, plots, tables, pictures. */
package io.github.dl4jrouting.examples.report.section;
