package org.palimpsest.nn;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;
import org.palimpsest.nn.Encoder.Activations;

/** Runs an encoder in evaluation mode over any number of images, a batch at a time. */
public final class Evaluator {

  private final Encoder encoder;
  private final int batchSize;

  public Evaluator(Encoder encoder, int batchSize) {
    this.encoder = encoder;
    this.batchSize = batchSize;
  }

  /** Receives a batch's activations and the index of its first image. */
  @FunctionalInterface
  public interface Sink {
    void accept(int from, Activations activations);
  }

  /** Evaluates all images, in their order. */
  public void forEach(Images images, Sink sink) {
    int[] order = IntStream.range(0, images.size()).toArray();
    for (int from = 0; from < order.length; from += batchSize) {
      int to = Math.min(from + batchSize, order.length);
      sink.accept(from, encoder.evaluate(images.batch(order, from, to)));
    }
  }

  /** The target with the largest logit for each image (N); the lower one on a tie. */
  public int[] predict(Images images) {
    int[] predicted = new int[images.size()];
    forEach(images, (from, activations) -> predictInto(predicted, from, activations.logits()));
    return predicted;
  }

  /** Writes the index of the largest logit (B, C) of each row to {@code predicted[from..from + B)}. */
  public static void predictInto(int[] predicted, int from, DMatrixRMaj logits) {
    for (int row = 0; row < logits.numRows; row++) {
      int best = 0;
      for (int c = 1; c < logits.numCols; c++) {
        if (logits.get(row, c) > logits.get(row, best)) {
          best = c;
        }
      }
      predicted[from + row] = best;
    }
  }
}
