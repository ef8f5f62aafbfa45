package org.palimpsest.nn;

import org.ejml.data.DMatrixRMaj;

/**
 * What an encoder makes of a batch.
 *
 * @param features the bottleneck (B, D)
 * @param logits before the softmax (B, C)
 */
public record Activations(DMatrixRMaj features, DMatrixRMaj logits) {

  /** B, the number of images. */
  public int size() {
    return logits.numRows;
  }
}
