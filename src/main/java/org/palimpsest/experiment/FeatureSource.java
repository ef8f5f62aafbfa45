package org.palimpsest.experiment;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.Features;
import org.palimpsest.data.Sample;

/** Where the features come from that are measured: a trained network, or files. */
interface FeatureSource {

  /** Features (N, D) in the order of the sample. */
  Features of(Sample sample);

  /**
   * The targets (N) that its head answers to features (N, D), such as some of which something was erased; null where
   * there is no head.
   */
  int[] answers(DMatrixRMaj features);
}
