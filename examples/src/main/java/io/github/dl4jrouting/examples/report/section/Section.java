package io.github.dl4jrouting.examples.report.section;

import io.github.dl4jrouting.examples.report.plot.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One result as a reader meets it.
 *
 * @param command what made it
 * @param source file it was read from, relative to the report's directory
 * @param headline what came out, in a few words
 * @param sentences what was compared, and what to make of it
 * @param plots pictures of the numbers
 * @param galleries pictures of samples
 * @param tables the numbers that matter
 * @param details all others, folded
 * @param facts what identifies the run, in a few words each: seed, threads, versions
 * @param commandLine what reproduces it; empty where the result does not say
 * @param landmarks its networks, for the plot of all results
 */
public record Section(
    String command,
    String source,
    String headline,
    List<String> sentences,
    List<Plot> plots,
    List<Gallery> galleries,
    List<Table> tables,
    List<Table> details,
    List<String> facts,
    Optional<String> commandLine,
    List<Landmark> landmarks) {

  /** Copies the lists. */
  public Section {
    sentences = List.copyOf(sentences);
    plots = List.copyOf(plots);
    galleries = List.copyOf(galleries);
    tables = List.copyOf(tables);
    details = List.copyOf(details);
    facts = List.copyOf(facts);
    landmarks = List.copyOf(landmarks);
  }

  /** Takes the parts of a section one at a time. */
  public static final class Builder {

    private final String command;
    private final String source;
    private String headline = "";
    private Optional<String> commandLine = Optional.empty();
    private final List<String> sentences = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final List<Gallery> galleries = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Table> details = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final List<Landmark> landmarks = new ArrayList<>();

    /**
     * Starts a section.
     *
     * @param command what made the result
     * @param source file it was read from
     */
    public Builder(String command, String source) {
      this.command = command;
      this.source = source;
    }

    /**
     * Says what came out.
     *
     * @param words the headline; names that it starts with get a capital letter
     * @return this
     */
    public Builder headline(String words) {
      headline =
          words.isEmpty()
              ? words
              : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
      return this;
    }

    /**
     * Adds a sentence.
     *
     * @param words below the headline
     * @return this
     */
    public Builder say(String words) {
      sentences.add(words);
      return this;
    }

    /**
     * Adds a plot.
     *
     * @param plot one with something to show
     * @return this
     */
    public Builder plot(Plot plot) {
      plots.add(plot);
      return this;
    }

    /**
     * Adds pictures of samples.
     *
     * @param gallery at least one picture
     * @return this
     */
    public Builder gallery(Gallery gallery) {
      galleries.add(gallery);
      return this;
    }

    /**
     * Adds a table that everybody shall see; one without rows is left out.
     *
     * @param table the numbers that matter
     * @return this
     */
    public Builder table(Table table) {
      if (!table.rows().isEmpty()) {
        tables.add(table);
      }
      return this;
    }

    /**
     * Adds a folded table; one without rows is left out.
     *
     * @param table further numbers
     * @return this
     */
    public Builder detail(Table table) {
      if (!table.rows().isEmpty()) {
        details.add(table);
      }
      return this;
    }

    /**
     * Adds what identifies the run.
     *
     * @param words for example "seed 42"
     * @return this
     */
    public Builder fact(String words) {
      facts.add(words);
      return this;
    }

    /**
     * Says what reproduces the result.
     *
     * @param words the command line, as one would type it; empty where the result does not say
     * @return this
     */
    public Builder commandLine(Optional<String> words) {
      commandLine = words;
      return this;
    }

    /**
     * Adds a network to the plot of all results.
     *
     * @param landmark the network
     * @return this
     */
    public Builder landmark(Landmark landmark) {
      landmarks.add(landmark);
      return this;
    }

    /**
     * The section.
     *
     * @return with all parts so far
     */
    public Section section() {
      return new Section(
          command,
          source,
          headline,
          sentences,
          plots,
          galleries,
          tables,
          details,
          facts,
          commandLine,
          landmarks);
    }
  }
}
