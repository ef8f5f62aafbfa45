package org.palimpsest.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * The two meanings of privacy beside each other: what is proven and measured about training records, and what is read
 * of the private attribute of other images.
 */
final class PrivacyTable {

  private static final String FOUND = Membership.TRUE_POSITIVES_AT + "0.01";
  private static final String EPSILON = Promise.EPSILON;
  private static final String UNRECORDED = "not recorded";

  private PrivacyTable() {}

  /** Every method, with or without a promise; no rows if none makes one and none was audited. */
  static Table of(Results results, RecordedRun run) {
    List<Query> auc = distinctly(results, Metrics.ALL, Membership.AUC);
    auc.addAll(distinctly(results, Membership.MATCHED, Membership.AUC));
    List<Query> found = distinctly(results, Metrics.ALL, FOUND);
    found.addAll(distinctly(results, Membership.MATCHED, FOUND));
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("\u03b5 (PLD)", EPSILON));
    columns.add(Column.words("Above the exact value by at most", "epsilon_pld_error"));
    columns.add(Column.words("\u03b5 (RDP)", "epsilon_rdp"));
    columns.add(Column.words("\u03b4", "delta"));
    columns.add(Column.words("Noise multiplier", "noise_multiplier"));
    columns.add(Column.words("Accounted as", "accounted"));
    columns.add(Column.words("Sampling", "sampling"));
    columns.add(Column.words("Neighbours", "neighbours"));
    auc.forEach(q -> columns.add(share("Membership: area", "auc", q)));
    found.forEach(q -> columns.add(share("Membership: found at 1 % false", "tpr_at_fpr_0.01", q)));
    List<AttackKey> audits = Audit.attacks(results);
    for (AttackKey audit : audits) {
      columns.add(Column.words("\u03b5 at least, " + audit.name(), key(AuditedEpsilon.AT_LEAST, audit)));
    }
    for (AttackKey attack : Tables.withEncoder(results)) {
      columns.add(Column.share("", Tables.heading(results, attack), Tables.key(results, attack)));
    }
    List<List<TableEntry>> rows = new ArrayList<>();
    if (!audits.isEmpty() || !results.queries(q -> q.metric().equals(EPSILON)).isEmpty()) {
      results.grid().cases().forEach(at -> rows.add(row(results, run, at, auc, found, audits)));
    }
    String note = Tables.percent(results) + ". " + NOTE + results.words().testSet();
    return Table.of("privacy", "Two meanings of privacy", note, results, columns, rows);
  }

  private static final String NOTE =
      "(\u03b5, \u03b4) bounds what the network tells of single training images, and so what membership attacks can "
          + "find; it does not bound what its features tell of the private attribute of other images, which is what "
          + "private accuracy measures. Upper bounds by two accountants, the worst seed's, and how far the first is "
          + "proven to lie above the exact value at most, up to floating-point rounding; the noise multiplier rounded up; "
          + "neighbours and sampling as the runs state them. Audits bound \u03b5 from below (Steinke et al. 2023, one run "
          + "with coins for canaries; the seed that says most, at 95 % confidence for all seeds of a row together); no "
          + "audit of that size shows more than its ceiling. "
          + "Of all conflicting training images, which methods against bias up-weight, membership attacks may find more "
          + "than of all images. Not "
          + "covered: diagnostics, validation accuracies, and settings tried on the same images. Accuracies are "
          + "those on the ";

  private static List<TableEntry> row(
      Results results,
      RecordedRun run,
      Case at,
      List<Query> auc,
      List<Query> found,
      List<AttackKey> audits) {
    Row row = new Row(results).method(at);
    row.words(value(results, at, EPSILON, "none proven"));
    row.words(value(results, at, "epsilon_pld_error", ""));
    boolean edge = value(results, at, "rdp_order_at_edge", "").equals("1");
    row.words(value(results, at, "epsilon_rdp", "") + (edge ? " (at the edge of its orders: loose)" : ""));
    row.words(value(results, at, "delta", ""));
    row.words(leastNoise(results, at));
    String rate = value(results, at, "sampling_rate", "");
    boolean promised = !rate.isEmpty();
    row.words(promised ? "%s steps at q = %s".formatted(value(results, at, "steps", ""), rate) : "");
    row.words(promised ? said(results, run, at, Promise.SAMPLING) : "");
    row.words(promised ? said(results, run, at, Promise.NEIGHBOURS) : "");
    auc.forEach(q -> row.share(q.at(at)));
    found.forEach(q -> row.share(q.at(at)));
    audits.forEach(audit -> row.words(Audit.worst(results, at, audit).map(PrivacyTable::words).orElse("")));
    row.share(results.target(at));
    results.attacks().forEach(attack -> row.share(results.leak(at, attack)));
    return row.done();
  }

  private static String said(Results results, RecordedRun run, Case at, String item) {
    String said = Promise.said(results, run, at, item);
    return said.isEmpty() ? UNRECORDED : said;
  }

  /** {@code 0.53 (ceiling 4.19; 131 of 200 coins)}, and the claim if it is refuted. */
  private static String words(AuditedEpsilon audited) {
    String words =
        "%s (ceiling %s; %d of %d coins)"
            .formatted(
                Text.decimal(audited.atLeast(), 2), Text.decimal(audited.ceiling(), 2), audited.right(),
                audited.guesses());
    return audited.refutesTheClaim()
        ? "REFUTED: claimed " + digits(audited.claimed().orElseThrow()) + ", is " + words
        : words;
  }

  /** The seeds' largest value; {@code absent} if there is none. */
  private static String value(Results results, Case at, String metric, String absent) {
    SortedMap<Integer, Double> bySeed = results.bySeed(Query.of(at, AttackKey.NONE, Metrics.TRAIN, metric));
    if (bySeed.isEmpty()) {
      return absent;
    }
    var values = bySeed.values().stream().mapToDouble(Double::doubleValue);
    double worst = values.max().orElseThrow();
    return Double.isInfinite(worst) ? "\u221e" : digits(worst);
  }

  /** Four significant digits; counts whole. */
  private static String digits(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 1e-3 ? "%.1e" : "%.4g", value);
  }

  /** The seeds' least, rounded up, so that whoever takes it from here has no less. */
  private static String leastNoise(Results results, Case at) {
    return results.bySeed(Query.of(at, AttackKey.NONE, Metrics.TRAIN, "noise_multiplier")).values().stream()
        .min(Double::compare)
        .map(sigma -> new BigDecimal(Double.toString(sigma)).round(new MathContext(4, RoundingMode.CEILING)))
        .map(sigma -> sigma.stripTrailingZeros().toPlainString())
        .orElse("");
  }

  private static Column share(String title, String key, Query query) {
    boolean matched = query.group().equals(Membership.MATCHED);
    String of = matched ? ", all conflicting, " : ", ";
    return Column.share(
        "", title + of + query.attack().name(), key(matched ? key + "_" + Membership.MATCHED : key, query.attack()));
  }

  private static String key(String key, AttackKey attack) {
    return key + "_" + Text.slug(attack.name()).replace('-', '_');
  }

  /** One query for each attacker after membership that has an answer. */
  private static List<Query> distinctly(Results results, String group, String metric) {
    List<Query> found = new ArrayList<>();
    Predicate<Query> asked =
        q -> q.split().equals(Membership.SPLIT) && q.group().equals(group) && q.metric().equals(metric);
    for (Query query : results.queries(asked)) {
      if (found.stream().noneMatch(other -> other.attack().equals(query.attack()))) {
        found.add(query);
      }
    }
    return found;
  }
}
