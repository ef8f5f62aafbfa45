package org.palimpsest.experiment;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.random.Seed;

/** Features without what an eraser takes out of them, and the answers the network's own head gives on what is left. */
record ErasedView(Erasure erasure, FeatureSource source) {

  /** As many numbers (N D) as are kept in double precision: 1 GiB. */
  private static final long MOST_DOUBLES = 1L << 27;

  private static final int BLOCK = 4096;

  /**
   * @param train features of the images the eraser is fitted to
   */
  static ErasedView of(EraserChoice choice, Features train, FeatureSource source, Seed seed) {
    Erasure erasure = choice.eraser().fit(train.values(), train.privateAttributes(), train.classes(), seed);
    return new ErasedView(erasure, source);
  }

  /** Of images that several have in common, once. */
  <K> Map<K, Features> of(Map<K, Features> plain) {
    Map<K, Features> erased = new LinkedHashMap<>();
    Map<FeatureRows, Features> known = new IdentityHashMap<>();
    plain.forEach(
        (key, features) -> {
          Features left = known.computeIfAbsent(features.rows(), rows -> of(features));
          erased.put(
              key,
              new Features(
                  left.rows(), left.predicted(), features.targets(), features.privateAttributes(), features.classes(),
                  features.grouping()));
        });
    return erased;
  }

  int rank() {
    return erasure.rank();
  }

  Features of(Features plain) {
    if ((long) plain.size() * plain.width() > MOST_DOUBLES) {
      return inSingles(plain);
    }
    DMatrixRMaj values = erasure.apply(plain.values());
    return new Features(
        FeatureRows.of(values), source.answers(values), plain.targets(), plain.privateAttributes(), plain.classes(), plain.grouping());
  }

  /** Block by block, and what is left rounded to single precision. */
  private Features inSingles(Features plain) {
    float[][] left = new float[plain.size()][plain.width()];
    int[] predicted = null;
    for (int from = 0; from < left.length; from += BLOCK) {
      int to = Math.min(left.length, from + BLOCK);
      DMatrixRMaj values = erasure.apply(plain.rows().doubles(from, to));
      for (int at = 0; at < values.getNumElements(); at++) {
        left[from + at / values.numCols][at % values.numCols] = (float) values.data[at];
      }
      int[] answers = source.answers(values);
      if (answers != null) {
        predicted = predicted == null ? new int[left.length] : predicted;
        System.arraycopy(answers, 0, predicted, from, answers.length);
      }
    }
    return new Features(
        FeatureRows.of(left), predicted, plain.targets(), plain.privateAttributes(), plain.classes(), plain.grouping());
  }
}
