package org.palimpsest.nn;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.nn.Encoder.PerExampleSink;
import org.palimpsest.nn.engine.ExampleGradients;

/**
 * The gradients of single examples, a block of them at a time: of all of the trunk's parameters, then of the head's, W
 * (D, C) column by column and then the bias.
 */
final class ExampleBlocks {

  /** Examples whose gradients are in memory at once. */
  static final int SIZE = 8;

  private final int parameters;
  private final float[] block;

  /** @param parameters of the whole network */
  ExampleBlocks(int parameters) {
    this.parameters = parameters;
    this.block = new float[SIZE * parameters];
  }

  /**
   * Hands every example's gradient to {@code sink}.
   *
   * @param trunk which has taken the gradients through its maps
   * @param features (B, D), what the head saw
   * @param dLogits (B, C), row i the gradient of example i's own loss
   */
  void forEach(ExampleGradients trunk, DMatrixRMaj features, DMatrixRMaj dLogits, PerExampleSink sink) {
    for (int first = 0; first < features.numRows; first += SIZE) {
      int count = Math.min(SIZE, features.numRows - first);
      trunk.exampleGradients(first, count, block, parameters);
      for (int i = 0; i < count; i++) {
        head(features, dLogits, first + i, (i + 1) * parameters);
      }
      sink.accept(first, count, block);
    }
  }

  /** @param end of the example's gradient, where its head's ends too */
  private void head(DMatrixRMaj features, DMatrixRMaj dLogits, int example, int end) {
    int width = features.numCols;
    int classes = dLogits.numCols;
    int at = end - (width + 1) * classes;
    for (int c = 0; c < classes; c++) {
      for (int d = 0; d < width; d++) {
        block[at++] = (float) (features.unsafe_get(example, d) * dLogits.unsafe_get(example, c));
      }
    }
    for (int c = 0; c < classes; c++) {
      block[at++] = (float) dLogits.unsafe_get(example, c);
    }
  }
}
