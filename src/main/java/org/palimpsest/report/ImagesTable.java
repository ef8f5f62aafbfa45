package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Results;

/**
 * Attackers that were trained twice, on the images the encoder learned from and on others: what they read, and the
 * difference, paired by seed. Without rows if none was.
 */
final class ImagesTable {

  private static final String ENCODER = "images=encoder";

  private ImagesTable() {}

  static Table of(Results results) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    columns.add(Tables.mix(results));
    columns.add(Column.share("Private accuracy", "other images", "disjoint"));
    columns.add(Column.share("Private accuracy", "the encoder's", "encoder"));
    columns.add(new Column("", "gain from the encoder's", "gain", Column.Kind.GAIN));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey same : results.attacks()) {
        disjoint(results, same).ifPresent(other -> rows.add(row(results, at, same, other)));
      }
    }
    return Table.of(
        "images",
        "Attackers on the encoder's images and on others",
        Tables.percent(results) + " on the " + results.words().testSet() + ". The same attacker, trained on images that the "
            + "encoder was trained on, in a mix of its own, and on images that it never saw. Clear: the interval of the difference over "
            + "seeds excludes zero; with one seed, the two intervals lie apart",
        results,
        columns,
        rows);
  }

  private static List<TableEntry> row(Results results, Case at, AttackKey same, AttackKey other) {
    Optional<Difference> gain = Difference.of(results, results.leak(at, same), results.leak(at, other));
    return new Row(results)
        .method(at)
        .words(results.labels().name(other))
        .label(other.mix())
        .share(results.leak(at, other))
        .share(results.leak(at, same))
        .orMissing(gain, found -> TableEntry.gain(found, ""), Column.Kind.GAIN)
        .done();
  }

  /** The attacker with the same settings on other images. */
  private static Optional<AttackKey> disjoint(Results results, AttackKey same) {
    List<String> settings = List.of(same.variant().split(" "));
    if (!settings.contains(ENCODER)) {
      return Optional.empty();
    }
    String variant =
        settings.stream().filter(setting -> !setting.equals(ENCODER)).collect(Collectors.joining(" "));
    return Stream.of(new AttackKey(same.name(), variant, same.mix())).filter(results.attacks()::contains).findFirst();
  }
}
