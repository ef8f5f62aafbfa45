package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;

/** An eraser that has been fitted: a map of features to features of the same width. */
public interface Erasure {

  /**
   * The features without what was found (N, D), a new matrix.
   *
   * @throws IllegalArgumentException if the width is another one than in {@link Eraser#fit}
   */
  DMatrixRMaj apply(DMatrixRMaj features);

  /** The dimension of what is removed, 0 to D. */
  int rank();
}
