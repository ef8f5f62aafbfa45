package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Membership;

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
  static Table of(Slice slice, Provenance provenance) {
    List<Query> auc = distinctly(slice, q -> q.metric().equals(Membership.AUC));
    List<Query> found = distinctly(slice, q -> q.metric().equals(FOUND));
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.words("\u03b5 (PLD)", EPSILON));
    columns.add(Column.words("Proven within", "epsilon_pld_error"));
    columns.add(Column.words("\u03b5 (RDP)", "epsilon_rdp"));
    columns.add(Column.words("\u03b4", "delta"));
    columns.add(Column.words("Noise multiplier", "noise_multiplier"));
    columns.add(Column.words("Accounted as", "accounted"));
    columns.add(Column.words("Sampling", "sampling"));
    columns.add(Column.words("Neighbours", "neighbours"));
    auc.forEach(q -> columns.add(share("Membership: area", "auc", q.attack())));
    found.forEach(q -> columns.add(share("Membership: found at 1 % false", "tpr_at_fpr_0.01", q.attack())));
    List<Attack> audits = Audit.attacks(slice);
    for (Attack audit : audits) {
      columns.add(Column.words("\u03b5 at least, " + audit.name(), key(AuditedEpsilon.AT_LEAST, audit)));
    }
    for (Attack attack : Tables.withEncoder(slice)) {
      columns.add(Column.share("", Tables.heading(slice, attack), Tables.key(slice, attack)));
    }
    List<List<Entry>> rows = new ArrayList<>();
    if (!audits.isEmpty() || !slice.queries(q -> q.metric().equals(EPSILON)).isEmpty()) {
      slice.conditions().forEach(at -> rows.add(row(slice, provenance, at, auc, found, audits)));
    }
    String note = Tables.percent(slice) + ". " + NOTE;
    return new Table("privacy", "Two meanings of privacy", note, slice.setting(), columns, rows);
  }

  private static final String NOTE =
      "(\u03b5, \u03b4) bounds what the network tells of single training images, and so what membership attacks can "
          + "find; it does not bound what its features tell of the private attribute of other images, which is what "
          + "private accuracy measures. Upper bounds by two accountants, the worst seed's, and how far the first is "
          + "proven to lie above the exact value at most; neighbours and sampling as the runs state them. Audits bound "
          + "\u03b5 from below (Steinke et al. 2023, one run with coins for canaries, 95 % "
          + "confidence each, the seed that says most); no audit of that size shows more than its ceiling. Not "
          + "covered: diagnostics, validation accuracies, and settings tried on the same images. Accuracies are "
          + "those on the unbiased test set";

  private static List<Entry> row(
      Slice slice,
      Provenance provenance,
      Condition at,
      List<Query> auc,
      List<Query> found,
      List<Attack> audits) {
    Row row = new Row(slice).method(at);
    row.words(value(slice, at, EPSILON, true, "none proven"));
    row.words(value(slice, at, "epsilon_pld_error", true, ""));
    boolean edge = value(slice, at, "rdp_order_at_edge", true, "").equals("1");
    row.words(value(slice, at, "epsilon_rdp", true, "") + (edge ? " (at the edge of its orders: loose)" : ""));
    row.words(value(slice, at, "delta", true, ""));
    row.words(value(slice, at, "noise_multiplier", false, ""));
    String rate = value(slice, at, "sampling_rate", true, "");
    boolean promised = !rate.isEmpty();
    row.words(promised ? "%s steps at q = %s".formatted(value(slice, at, "steps", true, ""), rate) : "");
    row.words(promised ? said(slice, provenance, at, Promise.SAMPLING) : "");
    row.words(promised ? said(slice, provenance, at, Promise.NEIGHBOURS) : "");
    auc.forEach(q -> row.share(at(at, q)));
    found.forEach(q -> row.share(at(at, q)));
    audits.forEach(audit -> row.words(Audit.worst(slice, at, audit).map(PrivacyTable::words).orElse("")));
    row.share(Query.target(at));
    slice.attacks().forEach(attack -> row.share(Query.leak(at, attack)));
    return row.done();
  }

  private static String said(Slice slice, Provenance provenance, Condition at, String item) {
    String said = Promise.said(slice, provenance, at, item);
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

  /** The seeds' largest value, or the least; {@code absent} if there is none. */
  private static String value(Slice slice, Condition at, String metric, boolean largest, String absent) {
    SortedMap<Integer, Double> bySeed = slice.bySeed(Query.of(at, Attack.NONE, "train", metric));
    if (bySeed.isEmpty()) {
      return absent;
    }
    var values = bySeed.values().stream().mapToDouble(Double::doubleValue);
    double worst = largest ? values.max().orElseThrow() : values.min().orElseThrow();
    return Double.isInfinite(worst) ? "\u221e" : digits(worst);
  }

  /** Four significant digits; counts whole. */
  private static String digits(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 1e-3 ? "%.1e" : "%.4g", value);
  }

  private static Query at(Condition at, Query like) {
    return new Query(at.arm(), at.rho(), like.attack(), like.split(), like.group(), like.metric());
  }

  private static Column share(String title, String key, Attack attack) {
    return Column.share("", title + ", " + attack.name(), key(key, attack));
  }

  private static String key(String key, Attack attack) {
    return key + "_" + Text.slug(attack.name()).replace('-', '_');
  }

  /** One query for each attacker after membership that has an answer. */
  private static List<Query> distinctly(Slice slice, Predicate<Query> metric) {
    List<Query> found = new ArrayList<>();
    Predicate<Query> whole = q -> q.split().equals(MembershipTable.SPLIT) && q.group().equals("all");
    for (Query query : slice.queries(metric.and(whole))) {
      if (found.stream().noneMatch(other -> other.attack().equals(query.attack()))) {
        found.add(query);
      }
    }
    return found;
  }
}
