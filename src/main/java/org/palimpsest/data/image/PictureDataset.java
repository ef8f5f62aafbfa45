package org.palimpsest.data.image;

import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.data.AbsentPool;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;

/**
 * Pictures in the form that somebody published them in: the collected ones, or drawn ones in their place. Each of the two
 * is a dataset of its own, and takes no pictures of the other.
 */
public interface PictureDataset extends Dataset {

  /** Where the pictures lie and what becomes of them. */
  PictureSettings pictures();

  /** The name of the dataset that takes what this one refuses: collected pictures, or drawn ones. */
  String counterpart();

  /** What to do to have the files. */
  default String howToGet() {
    return drawn()
        ? "make them with: palimpsest data draw " + counterpart()
        : "see datasets/README.md on how to get it; pictures drawn in its place are dataset " + counterpart();
  }

  /** The folder of the files. */
  default Path place(DataHome home) {
    return pictures().place(home);
  }

  /**
   * Refuses a folder whose pictures are the counterpart's.
   *
   * @throws org.palimpsest.data.DataException if drawn pictures stand where collected ones are expected, or the reverse
   */
  default void requireOwnPictures(DataHome home) {
    DrawnMarker.require(place(home), drawn(), counterpart());
  }

  /** Pools in the place of those whose files are missing: an experiment can be listed with them, and nothing else. */
  default NaturalImages.Pools absent(DataHome home, PoolSizes sizes) {
    Pool absent =
        new AbsentPool("%s: expected the files of %s, was none: %s".formatted(place(home), title(), howToGet()));
    Optional<Pool> validation = sizes.validation() == 0 ? Optional.empty() : Optional.of(absent);
    return new NaturalImages.Pools(absent, validation, absent, absent);
  }
}
