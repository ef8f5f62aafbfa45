package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Reconstruction;
import org.palimpsest.report.results.Results;

/** What images drawn from the features show, and how near they come to the originals. */
final class ReconstructionTable {

  private ReconstructionTable() {}

  static Table of(Results results) {
    String secret = capital(results.words().secret());
    String target = capital(results.words().target());
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.share(secret, "drawn", "private"));
    columns.add(Column.share(secret, "conflicting", "private_conflicting"));
    columns.add(Column.share(secret, "other's features", "private_shuffled"));
    columns.add(Column.share(target, "drawn", "target"));
    columns.add(Column.share(target, "other's features", "target_shuffled"));
    columns.add(Column.share(target, "original", "target_original"));
    columns.add(Column.number("Squared error", "drawn", "mse"));
    columns.add(Column.number("Squared error", "mean image", "mse_mean_image"));
    columns.add(Column.number("", "PSNR (dB)", "psnr"));
    List<List<TableEntry>> rows = new ArrayList<>();
    Optional<AttackKey> decoder = Reconstruction.attack(results);
    for (Case at : decoder.isPresent() ? results.grid().cases() : List.<Case>of()) {
      AttackKey by = decoder.get();
      rows.add(
          new Row(results)
              .method(at)
              .share(results.leak(at, by))
              .share(new Query(at, by, results.words().headline(), Metrics.CONFLICTING, Metrics.PRIVATE_ACCURACY))
              .share(results.headline(at, by, "shuffled_private_accuracy"))
              .share(results.headline(at, by, "decoded_target_accuracy"))
              .share(results.headline(at, by, "shuffled_decoded_target_accuracy"))
              .share(results.headline(at, by, "original_target_accuracy"))
              .mean(results.headline(at, by, Reconstruction.ERROR), 4)
              .mean(results.headline(at, by, "mean_image_mse"), 4)
              .mean(results.headline(at, by, "reconstruction_psnr"), 2)
              .done());
    }
    return Table.of(
        "reconstructions",
        "What images drawn from the features show",
        Tables.percent(results) + " on the " + results.words().testSet() + ". " + secret + ": nearest in the background of the drawn "
            + "image; " + results.words().target() + ": as an independent classifier reads it. Other's features: drawn from those of another test image, "
            + "the floor. Squared error of a pixel's channel on the scale -1 to 1",
        results,
        columns,
        rows);
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
