package org.palimpsest.experiment;

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

  /**
   * @param train features of the images the eraser is fitted to
   */
  static ErasedView of(EraserChoice choice, Features train, FeatureSource source, Seed seed) {
    Erasure erasure = choice.eraser().fit(train.values(), train.privateAttributes(), train.classes(), seed);
    return new ErasedView(erasure, source);
  }

  <K> Map<K, Features> of(Map<K, Features> plain) {
    Map<K, Features> erased = new LinkedHashMap<>();
    plain.forEach((key, features) -> erased.put(key, of(features)));
    return erased;
  }

  int rank() {
    return erasure.rank();
  }

  Features of(Features plain) {
    DMatrixRMaj values = erasure.apply(plain.values());
    return new Features(
        FeatureRows.of(values), source.answers(values), plain.targets(), plain.privateAttributes(), plain.classes(), plain.grouping());
  }
}
