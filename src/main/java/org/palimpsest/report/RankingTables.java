package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.palimpsest.experiment.PrivacyRank;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.report.ClaimsTable.Rule;
import org.palimpsest.report.DerivedClaims.Claim;
import org.palimpsest.report.DerivedClaims.Found;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.RankedImages;
import org.palimpsest.report.results.RankedImages.Contrast;
import org.palimpsest.report.results.RankedImages.Ranked;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/** Tables of images that were ranked by privacy: who is among the most sensitive tenth, and what is claimed of them. */
final class RankingTables {

  private static final double WANTED = .9;

  private static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "P3", "Images that privacy takes first are those that are hard without it", "PAIR 2021",
              "rank correlation of sensitivity and plain networks' loss", Rule.parse("L > 0.3"), Rule.parse("U < 0.1")),
          new Claim(
              "P4", "An 8 needs more epsilon than a 0", "PAIR 2021", "log of the epsilons at which nine tenths are read, 8 less 0",
              Rule.parse("L > 0"), Rule.parse("U < 0")));

  private RankingTables() {}

  static List<Table> of(Results results, RankedImages ranked) {
    return List.of(groups(results, ranked), claims(results, ranked));
  }

  private static Table groups(Results results, RankedImages ranked) {
    List<List<TableEntry>> rows = new ArrayList<>();
    for (String target : ranked.targets()) {
      Row row = row(results, results.words().target() + " " + target, ranked, image -> image.target().equals(target));
      rows.add(
          row.words(
                  ranked.needed(target, WANTED)
                      .map(needed -> (needed.atMost() ? "\u2264 " : "") + Text.decimal(needed.epsilon(), 3))
                      .orElse("not reached"))
              .done());
    }
    for (String group : results.words().task().privateAttribute().values()) {
      Predicate<Ranked> own = image -> image.group().equals(group);
      if (ranked.images().stream().anyMatch(own)) {
        rows.add(row(results, group, ranked, own).words("").done());
      }
    }
    return Table.of(
        "privacy-ranking",
        "Who is most sensitive to privacy",
        "Test images are ranked by the share of all networks that read them, at every level of privacy alike; ties by "
            + "log-odds. In brackets Wilson's 95 % interval over images. Epsilon: the least at which nine tenths are read, "
            + "between levels by the logarithm",
        results,
        List.of(
            Column.words("Images", "images"),
            new Column("", "in the most sensitive tenth", "sensitive", Column.Kind.TALLY),
            Column.words("Percent", "share"),
            Column.words("\u03b5 for 90 %", "epsilon_90")),
        rows);
  }

  private static Row row(Results results, String name, RankedImages ranked, Predicate<Ranked> own) {
    int tenth = Math.max(1, ranked.images().size() / 10);
    int sensitive = (int) ranked.images().subList(0, tenth).stream().filter(own).count();
    Proportion share = new Proportion(sensitive, (int) ranked.images().stream().filter(own).count());
    return new Row(results)
        .words(name)
        .add(TableEntry.tally(share.hits(), share.n()))
        .words(Text.percent(share.value()) + " " + Text.brackets(share.wilson(Measurement.LEVEL)));
  }

  private static Table claims(Results results, RankedImages ranked) {
    int networks = ranked.levels().stream().mapToInt(RankedImages.Level::networks).min().orElse(0);
    List<Found> found =
        CLAIMS.stream()
            .map(
                claim -> {
                  Optional<Contrast> contrast = Optional.ofNullable(ranked.contrasts().get(claim.id()));
                  return new Found(
                      claim, contrast.map(Contrast::value).filter(value -> !Double.isNaN(value)),
                      contrast.flatMap(RankingTables::interval), networks);
                })
            .toList();
    return DerivedClaims.table(
        "ranking-claims", "What is claimed of the ranking",
        "at " + PrivacyRank.LEVEL + ": of the correlation over images, of epsilons by drawing networks anew within levels",
        results, found);
  }

  /** Its own, or that of a correlation over n images. */
  private static Optional<Interval> interval(Contrast contrast) {
    if (!Double.isNaN(contrast.low())) {
      return Optional.of(new Interval(contrast.low(), contrast.high()));
    }
    return Double.isNaN(contrast.value())
        ? Optional.empty()
        : new RankCorrelation(contrast.value(), contrast.n()).interval(PrivacyRank.LEVEL);
  }
}
