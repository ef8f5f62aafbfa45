package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;

/** A fitted classifier that knows how sure it is. */
interface Classifier {

  /** Natural logarithms of the probability of every class (N, K) for values (N, D) as they are, not standardised. */
  DMatrixRMaj logProbabilities(DMatrixRMaj values);
}
