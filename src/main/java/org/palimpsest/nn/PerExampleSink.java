package org.palimpsest.nn;

/** Takes the gradients of single examples, a block of neighbouring ones at a time, in the order of the batch. */
@FunctionalInterface
public interface PerExampleSink {

  /**
   * Must not call the encoder.
   *
   * @param first of the examples, counted within the batch
   * @param count at least 1
   * @param gradients (count, P) row-major, possibly longer; row i is the gradient of the loss of example first + i,
   *     laid out as {@link Encoder#parameters()}. The next block overwrites it.
   */
  void accept(int first, int count, float[] gradients);
}
