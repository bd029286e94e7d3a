package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.plain;

import io.github.dl4jrouting.examples.report.plot.BarPlot;
import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.section.Section;
import io.github.dl4jrouting.examples.report.section.Table;
import java.util.List;

/** {@code claims}: what the original documents claim, measured. */
final class ClaimsView implements View {

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    Fields accuracy = all.in("accuracy");
    Fields company = all.in("company");
    Fields scale = all.in("scale");
    double untrained = accuracy.number("untrained");
    double trained = accuracy.number("trained");
    section.headline(
        String.format(
            "The network as published, untrained: %s; trained: %s",
            percent(untrained), percent(trained)));
    section.say(
        String.format(
            "Four claims of the original documents, measured. Their “skip ratio” counts what is"
                + " computed. With one activity for a whole batch of %s, %s of the samples change"
                + " their route with their company; with one activity a sample, %s do. Multiplying"
                + " %s features by a softmax over them leaves %s of their size and skips nothing.",
            count(company.number("batchSize")),
            percent(company.number("changedBatchWide")),
            percent(company.number("changedPerSample")),
            count(scale.number("features")),
            percent(scale.number("outputToInput"))));
    section.plot(
        new BarPlot(
            "accuracy",
            "Accuracy before and after training",
            "share classified right; mark: all",
            List.of(
                bar("untrained, as published", untrained, 1),
                bar("trained", trained, 0),
                bar("trained, all blocks computed", accuracy.number("trainedOpen"), 0)),
            1));
    section.plot(
        new BarPlot(
            "company",
            "Routes that change with the batch",
            "share of samples; mark: all",
            List.of(
                bar("one activity a batch, as published", company.number("changedBatchWide"), 1),
                bar("one activity a sample", company.number("changedPerSample"), 0)),
            1));
    section.table(skipRatios(all));
    section.detail(scale(scale));
  }

  private static Bar bar(String label, double share, int colour) {
    return new Bar(label, share, percent(share), colour);
  }

  private static Table skipRatios(Fields all) {
    Table.Builder table =
        Table.of(
            "The published “skip ratio”",
            "threshold",
            "published",
            "computed",
            "skipped",
            "skipped, per sample");
    for (Fields row : all.list("skipRatios")) {
      table.row(
          plain(row.number("threshold")),
          percent(row.number("papersSkipRatio")),
          percent(row.number("computed")),
          percent(row.number("skipped")),
          percent(row.number("perSampleSkipRatio")));
    }
    return table.table();
  }

  private static Table scale(Fields scale) {
    return Table.of("An activation times a softmax", "features", "output / input", "exact zeros")
        .row(
            count(scale.number("features")),
            plain(scale.number("outputToInput")),
            percent(scale.number("exactZeros")))
        .table();
  }
}
