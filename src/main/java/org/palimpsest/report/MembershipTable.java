package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Multiplicity;
import org.palimpsest.metric.TwoLevel;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** What membership attacks tell of the training images. */
final class MembershipTable {

  private record Measure(String title, String key, String group, String metric) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("area", "auc", Metrics.ALL, Membership.AUC),
          new Measure("area, aligned", "auc_aligned", Metrics.ALIGNED, Membership.AUC),
          new Measure("area, conflicting", "auc_conflicting", Metrics.CONFLICTING, Membership.AUC),
          new Measure("area, all conflicting", "auc_conflicting_matched", Membership.MATCHED, Membership.AUC),
          new Measure("balanced accuracy", "balanced_accuracy", Metrics.ALL, Membership.BALANCED_ACCURACY),
          new Measure("found at 1 % false", "tpr_at_fpr_0.01", Metrics.ALL, Membership.TRUE_POSITIVES_AT + "0.01"),
          new Measure("found at 0.1 % false", "tpr_at_fpr_0.001", Metrics.ALL, Membership.TRUE_POSITIVES_AT + "0.001"),
          new Measure(
              "all conflicting found at 1 % false", "tpr_at_fpr_0.01_conflicting_matched", Membership.MATCHED,
              Membership.TRUE_POSITIVES_AT + "0.01"));

  private static final int DRAWS = 10_000;

  private MembershipTable() {}

  /** Attackers after membership, in the order of the file. */
  private static List<AttackKey> attacks(List<Query> found) {
    return found.stream().map(Query::attack).distinct().toList();
  }

  static Table of(Results results) {
    List<Query> found = results.queries(query -> query.split().equals(Membership.SPLIT));
    List<Measure> measures =
        MEASURES.stream()
            .filter(m -> found.stream().anyMatch(q -> q.metric().equals(m.metric()) && q.group().equals(m.group())))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    measures.forEach(measure -> columns.add(Column.share("", measure.title(), measure.key())));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : attacks(found)) {
        Row row = new Row(results).method(at).words(attack.name());
        measures.forEach(m -> row.share(new Query(at, attack, Membership.SPLIT, m.group(), m.metric())));
        rows.add(row.done());
      }
    }
    return Table.of(
        "membership",
        "Was this image in the training set?",
        Tables.percent(results) + ". Area under the ROC curve and balanced accuracy are 50 for an attacker that knows "
            + "nothing; of the members found at a false positive rate, that rate is. Training images against as many "
            + "others, of the same mix; all conflicting: every conflicting training image against another of the same "
            + results.words().target() + " and " + results.words().secret(),
        results,
        columns,
        rows);
  }

  /** One network's area over some images, by one attacker. */
  private record Area(Case at, String group, Estimate estimate, double p) {}

  /**
   * Of which networks it can be told who was in training: areas above one half, corrected for all areas of the table
   * over all images and over conflicting ones ({@link Multiplicity#holm}). Empty with fewer than {@link Verdict#SEEDS}
   * seeds.
   */
  static Optional<Finding> finding(Results results) {
    List<Query> found =
        results.queries(
            query ->
                query.split().equals(Membership.SPLIT) && query.metric().equals(Membership.AUC)
                    && List.of(Metrics.ALL, Membership.MATCHED).contains(query.group())
                    && results.bySeed(query).size() >= Verdict.SEEDS);
    List<Area> areas = found.stream().map(query -> area(results, query)).toList();
    double[] adjusted = Multiplicity.holm(areas.stream().mapToDouble(Area::p).toArray());
    Map<Case, Area> told = new LinkedHashMap<>();
    for (int i = 0; i < adjusted.length; i++) {
      if (adjusted[i] <= Multiplicity.ALPHA) {
        told.merge(areas.get(i).at(), areas.get(i), (a, b) -> a.estimate().mean() >= b.estimate().mean() ? a : b);
      }
    }
    if (areas.isEmpty()) {
      return Optional.empty();
    }
    if (told.isEmpty()) {
      double[] means = areas.stream().mapToDouble(area -> area.estimate().mean()).sorted().toArray();
      return Optional.of(
          new Finding(
              "No network tells who was in its training set.",
              "Areas lie between %s and %s, of all images and of conflicting ones, where chance has 50: none is clearly above."
                  .formatted(Text.percent(means[0]), Text.percent(means[means.length - 1]))));
    }
    return Optional.of(
        new Finding(
            "Some networks tell who was in their training set.",
            "Largest area of an attacker, where chance has 50: "
                + told.values().stream()
                    .map(
                        area ->
                            "%s %s, %s, of %s images"
                                .formatted(
                                    results.labels().of(area.at().arm()), Words.under(area.at().condition()),
                                    Text.share(area.estimate()), area.group().equals(Metrics.ALL) ? "all" : "conflicting"))
                    .collect(Collectors.joining("; "))
                + ". Of the others none is clearly above."));
  }

  private static Area area(Results results, Query query) {
    double[] bySeed = results.bySeed(query).values().stream().mapToDouble(Double::doubleValue).toArray();
    double imageError =
        Math.sqrt(results.imageErrors(query).values().stream().mapToDouble(error -> error * error).average().orElse(0));
    TwoLevel drawn =
        TwoLevel.of(new double[][] {bySeed}, new double[] {imageError}, DRAWS, new Seed(0).derive("membership"));
    return new Area(query.at(), query.group(), results.estimate(query).orElseThrow(), TwoLevel.pBelow(drawn.draws(0), .5));
  }
}
