package org.palimpsest.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.erase.Erasure;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.random.Seed;

/** Features without what an eraser takes out of them, and the answers the encoder's own head gives on what is left. */
record ErasedView(Erasure erasure, Encoder encoder) {

  /**
   * @param train features of the images the eraser is fitted to
   */
  static ErasedView of(EraserChoice choice, Features train, Encoder encoder, Seed seed) {
    Erasure erasure = choice.eraser().fit(train.values(), train.privateAttributes(), train.classes(), seed);
    return new ErasedView(erasure, encoder);
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
    int[] predicted = new int[plain.size()];
    Evaluator.predictInto(predicted, 0, encoder.logits(values));
    return new Features(
        FeatureRows.of(values), predicted, plain.targets(), plain.privateAttributes(), plain.classes(), plain.grouping());
  }
}
