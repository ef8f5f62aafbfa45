package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.Case;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Fonts;
import org.palimpsest.report.figure.EpsilonFigures;
import org.palimpsest.report.figure.FairnessFigures;
import org.palimpsest.report.figure.RankingFigures;
import org.palimpsest.report.results.GroupResults;
import org.palimpsest.report.results.GroupResults.Contrast;
import org.palimpsest.report.results.GroupResults.Part;
import org.palimpsest.report.results.PublishedGroups;
import org.palimpsest.report.results.RankedImages;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * The part of the page that asks whether private networks are fair: first the three controls, without which a gap says
 * nothing of privacy.
 *
 * @param sentences what the numbers say, each a claim with its evidence
 */
record FairnessSection(List<Finding> sentences, List<Figure> figures, List<Table> tables) {

  /** Where nothing was measured by group. */
  static final FairnessSection NONE = new FairnessSection(List.of(), List.of(), List.of());

  static FairnessSection of(Results whole, String experiment, Path folder, String suffix) throws IOException {
    Results results = whole.trained();
    Optional<GroupResults> found = GroupResults.of(results);
    if (found.isEmpty()) {
      return NONE;
    }
    GroupResults groups = found.get();
    PublishedGroups published = PublishedGroups.of(experiment);
    Optional<RankedImages> ranked = RankedImages.read(folder);
    List<Table> tables =
        Stream.of(
                List.of(
                    ClaimsTable.of(results, experiment), summary(results, groups),
                    PublishedGroupsTable.of(results, groups, published)),
                NeededEpsilonTables.of(results, groups),
                ranked.map(images -> RankingTables.of(results, images)).orElse(List.of()),
                List.of(detail(results, groups)))
            .flatMap(List::stream)
            .filter(table -> !table.rows().isEmpty())
            .map(table -> table.withoutBlankColumns().named(suffix))
            .toList();
    List<Figure> figures = new ArrayList<>();
    if (Fonts.problem().isEmpty()) {
      figures.addAll(FairnessFigures.controls(groups, suffix));
      ranked.ifPresent(
          images -> figures.addAll(RankingFigures.of(images, results.about(), results.words().target(), suffix)));
      EpsilonFigures.bySize(groups, suffix).ifPresent(figures::add);
      figures.addAll(EpsilonFigures.minorities(groups, published, suffix));
      figures.addAll(FairnessFigures.alongTraining(groups, suffix));
    }
    return new FairnessSection(sentences(groups), List.copyOf(figures), tables);
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Of every private case: what of its gap is clipping, what is noise, and what a plain network as accurate has. */
  private static List<Finding> sentences(GroupResults groups) {
    List<Finding> findings = new ArrayList<>();
    for (Case at : groups.privateCases()) {
      Optional<Case> plain = groups.reference(at, Part.PLAIN);
      Optional<Case> clipped = groups.reference(at, Part.CLIPPED);
      for (String group : groups.minorities()) {
        boolean measured =
            plain.isPresent() && clipped.isPresent()
                && Stream.of(at, plain.get(), clipped.get()).allMatch(one -> groups.gap(one, group).isPresent());
        if (measured) {
          findings.add(sentence(groups, at, plain.get(), clipped.get(), group));
        }
      }
    }
    return findings;
  }

  private static Finding sentence(GroupResults groups, Case at, Case plain, Case clipped, String group) {
    double gap = groups.gap(at, group).orElseThrow().mean();
    String claim =
        "%s: %s images are read %s points %s than %s ones; after plain training the gap is %s points."
            .formatted(
                groups.label(at), group, Text.decimal(100 * Math.abs(gap), 1), gap < 0 ? "better" : "worse",
                groups.majority(), Text.points(groups.gap(plain, group).orElseThrow().mean()));
    Optional<Contrast> matched = groups.impactOfMatched(at, group);
    String matching =
        matched
            .map(contrast -> "Beside a plain network that reads %s images as well, the gap is %s points"
                .formatted(groups.majority(), words(contrast)))
            .orElseGet(() -> "No plain network reads %s images as well at any epoch: %s"
                .formatted(groups.majority(),
                    String.join("; ", groups.matches(at, group).values().stream()
                        .map(GroupResults.Match::why).distinct().toList())));
    String evidence =
        "Of the difference to plain training, %s points are clipping's and %s noise's. %s."
            .formatted(
                groups.impact(clipped, plain, group).map(FairnessSection::words).orElse(Text.MISSING),
                groups.impact(at, clipped, group).map(FairnessSection::words).orElse(Text.MISSING), matching);
    return new Finding(claim, evidence);
  }

  private static String words(Contrast contrast) {
    return Text.points(contrast.mean()) + brackets(contrast);
  }

  private static String brackets(Contrast contrast) {
    return contrast.interval().map(i -> " [" + Text.points(i.low()) + ", " + Text.points(i.high()) + "]").orElse("");
  }

  private static Table summary(Results results, GroupResults groups) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Part", "part"));
    columns.add(Column.words("\u03b5", "epsilon"));
    columns.add(Column.share("", groups.majority(), "accuracy_" + slug(groups.majority())));
    for (String group : groups.minorities()) {
      columns.add(Column.share("", group, "accuracy_" + slug(group)));
      columns.add(Column.share("", "gap, " + group, "gap_" + slug(group)));
      columns.add(Column.share("Gap less that of", "plain", "impact_plain_" + slug(group)));
      columns.add(Column.share("Gap less that of", "clipped", "impact_clipped_" + slug(group)));
      columns.add(Column.share("Gap less that of", "matched", "impact_matched_" + slug(group)));
    }
    columns.add(Column.share("", "worst", "worst_cross_fitted"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      Row row = new Row(results).method(at).words(groups.part(at).words());
      row.words(groups.epsilon(at).map(e -> Double.isInfinite(e) ? "\u221e" : Text.decimal(e, 2)).orElse(""));
      row.share(groups.accuracy(at, groups.majority()));
      for (String group : groups.minorities()) {
        row.share(groups.accuracy(at, group));
        row.orMissing(groups.gap(at, group), TableEntry::pointsWithin, Column.Kind.SHARE);
        contrast(row, groups.reference(at, Part.PLAIN).filter(r -> !r.equals(at)).flatMap(r -> groups.impact(at, r, group)));
        contrast(row, groups.reference(at, Part.CLIPPED).filter(r -> !r.equals(at)).flatMap(r -> groups.impact(at, r, group)));
        contrast(row, groups.part(at) == Part.PLAIN ? Optional.empty() : groups.impactOfMatched(at, group));
      }
      row.share(groups.query(at, GroupFairness.WORST, Metrics.ALL));
      rows.add(row.done());
    }
    return Table.of(
        "fairness",
        "Groups and privacy",
        Tables.percent(results) + "; gaps in points, with 95 % intervals that are not corrected for their number. Gap: "
            + "accuracy on " + groups.majority() + " images less that on the others; a group of fewer than "
            + GroupFairness.FEWEST_IMAGES + " images has none. Gaps are compared seed by seed; matched: with the plain "
            + "network at the point of its training where it reads " + groups.majority()
            + " validation images as well, between epochs, both on validation images. Worst: the accuracy of the group and "
            + results.words().target() + " that fare worst, chosen on one half of the images and measured on the other. "
            + "Not covered by \u03b5: all of this, and the choice of settings",
        results,
        columns,
        rows);
  }

  private static void contrast(Row row, Optional<Contrast> contrast) {
    row.orBlank(contrast, TableEntry::pointsWithin, Column.Kind.SHARE);
  }

  private static Table detail(Results results, GroupResults groups) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Group", "group"));
    columns.add(Column.share("", "parity, max", GroupFairness.PARITY_MAX));
    columns.add(Column.share("", "parity, total", GroupFairness.PARITY_TV));
    columns.add(Column.share("", "opportunity, mean", GroupFairness.OPPORTUNITY_MEAN));
    columns.add(Column.share("", "opportunity, max", GroupFairness.OPPORTUNITY_MAX));
    columns.add(Column.share("", "odds, max", GroupFairness.ODDS_MAX));
    columns.add(Column.share("", "excess risk (nats)", "excess_risk"));
    columns.add(Column.share("", "over-confidence", GroupFairness.OVER_CONFIDENCE));
    columns.add(Column.share("", "calibration error", GroupFairness.CALIBRATION));
    List<List<TableEntry>> rows = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of(groups.majority()));
    all.addAll(groups.minorities());
    for (Case at : results.grid().cases()) {
      for (String group : all) {
        Row row = new Row(results).method(at).words(group);
        for (String metric :
            List.of(
                GroupFairness.PARITY_MAX, GroupFairness.PARITY_TV, GroupFairness.OPPORTUNITY_MEAN,
                GroupFairness.OPPORTUNITY_MAX, GroupFairness.ODDS_MAX)) {
          row.orBlank(results.estimate(groups.query(at, metric, group)), TableEntry::fraction, Column.Kind.SHARE);
        }
        row.orBlank(
            groups.reference(at, Part.PLAIN).filter(plain -> !plain.equals(at)).flatMap(
                plain ->
                    groups.contrast(
                        groups.query(at, GroupFairness.CROSS_ENTROPY, group),
                        groups.query(plain, GroupFairness.CROSS_ENTROPY, group))),
            TableEntry::fraction,
            Column.Kind.SHARE);
        for (String metric : List.of(GroupFairness.OVER_CONFIDENCE, GroupFairness.CALIBRATION)) {
          row.orBlank(results.estimate(groups.query(at, metric, group)), TableEntry::fraction, Column.Kind.SHARE);
        }
        rows.add(row.done());
      }
    }
    return Table.of(
        "fairness-detail",
        "More measures of fairness",
        "Between " + groups.majority() + " images and the group's: parity compares shares of answers, opportunity "
            + "true-positive rates, odds these and false-positive rates, over all classes, each against the rest. A "
            + "maximum over classes is above 0 also where groups are alike. Excess risk: cross-entropy less that of "
            + "plain training. Over-confidence: mean confidence less accuracy. Calibration error: 15 bins of equal mass, "
            + "less what calibrated answers would show",
        results,
        columns,
        rows);
  }

  private static String slug(String group) {
    return Text.slug(group).replace('-', '_');
  }
}
