package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;

/**
 * What an attacker sees of a set of images.
 *
 * @param values the frozen encoder's features (N, D)
 * @param predicted the target that the encoder's own head predicts (N)
 * @param targets the true targets (N)
 * @param privateAttributes the truth the attacker is after (N)
 * @param classes how many values the private attribute can take
 */
public record Features(
    DMatrixRMaj values, int[] predicted, int[] targets, int[] privateAttributes, int classes) {

  /** N, the number of images. */
  public int size() {
    return values.numRows;
  }
}
