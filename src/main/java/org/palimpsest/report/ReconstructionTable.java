package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What images drawn from the features show, and how near they come to the originals. */
final class ReconstructionTable {

  /** The name of the attacker that draws. */
  static final String DECODER = "decoder";

  static final String ERROR = "reconstruction_mse";

  private ReconstructionTable() {}

  static Table of(Slice slice) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.share("Colour", "drawn", "private"));
    columns.add(Column.share("Colour", "conflicting", "private_conflicting"));
    columns.add(Column.share("Colour", "other's features", "private_shuffled"));
    columns.add(Column.share("Digit", "drawn", "target"));
    columns.add(Column.share("Digit", "other's features", "target_shuffled"));
    columns.add(Column.share("Digit", "original", "target_original"));
    columns.add(Column.number("Squared error", "drawn", "mse"));
    columns.add(Column.number("Squared error", "mean image", "mse_mean_image"));
    columns.add(Column.number("", "PSNR (dB)", "psnr"));
    List<List<Entry>> rows = new ArrayList<>();
    Optional<Attack> decoder = slice.attack(DECODER);
    for (Condition at : decoder.isPresent() ? slice.conditions() : List.<Condition>of()) {
      Attack by = decoder.get();
      rows.add(
          new Row(slice)
              .method(at)
              .share(Query.leak(at, by))
              .share(new Query(at.arm(), at.rho(), by, Query.UNBIASED, "conflicting", Query.PRIVATE))
              .share(Query.of(at, by, Query.UNBIASED, "shuffled_private_accuracy"))
              .share(Query.of(at, by, Query.UNBIASED, "decoded_target_accuracy"))
              .share(Query.of(at, by, Query.UNBIASED, "shuffled_decoded_target_accuracy"))
              .share(Query.of(at, by, Query.UNBIASED, "original_target_accuracy"))
              .mean(Query.of(at, by, Query.UNBIASED, ERROR), 4)
              .mean(Query.of(at, by, Query.UNBIASED, "mean_image_mse"), 4)
              .mean(Query.of(at, by, Query.UNBIASED, "reconstruction_psnr"), 2)
              .done());
    }
    return new Table(
        "reconstructions",
        "What images drawn from the features show",
        Tables.percent(slice) + " on the unbiased test set. Colour: nearest in the background of the drawn image; "
            + "digit: as an independent classifier reads it. Other's features: drawn from those of another test image, "
            + "the floor. Squared error of a pixel's channel on the scale -1 to 1",
        slice.setting(),
        columns,
        rows);
  }
}
