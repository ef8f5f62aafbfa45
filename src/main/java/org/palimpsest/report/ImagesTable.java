package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Attackers that were trained twice, on the images the encoder learned from and on others: what they read, and the
 * difference, paired by seed. Without rows if none was.
 */
final class ImagesTable {

  private static final String ENCODER = "images=encoder";

  private ImagesTable() {}

  static Table of(Slice slice) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.words("Attacker", "attacker"));
    columns.add(Column.number("", "attacker \u03c1", "attacker_rho"));
    columns.add(Column.share("Private accuracy", "other images", "disjoint"));
    columns.add(Column.share("Private accuracy", "the encoder's", "encoder"));
    columns.add(new Column("", "gain from the encoder's", "gain", Column.Kind.GAIN));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (Attack same : slice.attacks()) {
        disjoint(slice, same).ifPresent(other -> rows.add(row(slice, at, same, other)));
      }
    }
    return new Table(
        "images",
        "Attackers on the encoder's images and on others",
        Tables.percent(slice) + " on the unbiased test set. The same attacker, trained on images that the encoder was "
            + "trained on, coloured anew, and on images that it never saw. Clear: the interval of the difference over "
            + "seeds excludes zero; with one seed, the two intervals lie apart",
        slice.setting(),
        columns,
        rows);
  }

  private static List<Entry> row(Slice slice, Condition at, Attack same, Attack other) {
    Optional<Difference> gain = Difference.of(slice, Query.leak(at, same), Query.leak(at, other));
    return new Row(slice)
        .method(at)
        .words(slice.name(other))
        .rho(other.rho())
        .share(Query.leak(at, other))
        .share(Query.leak(at, same))
        .add(
            gain.<Entry>map(found -> new Entry.Gain(found, ""))
                .orElseGet(() -> new Entry.Missing(Column.Kind.GAIN)))
        .done();
  }

  /** The attacker with the same settings on other images. */
  private static Optional<Attack> disjoint(Slice slice, Attack same) {
    List<String> settings = List.of(same.variant().split(" "));
    if (!settings.contains(ENCODER)) {
      return Optional.empty();
    }
    String variant =
        settings.stream().filter(setting -> !setting.equals(ENCODER)).collect(Collectors.joining(" "));
    return Stream.of(new Attack(same.name(), variant, same.rho())).filter(slice.attacks()::contains).findFirst();
  }
}
