package org.palimpsest.privacy;

/**
 * One private step after another, as a training loop and an audit see it: {@code sample}, {@code accept} any number of
 * times, {@code release}.
 */
public interface NoisyStep {

  /** Begins a step: the indices of its examples, which may be none. Only one step is open at a time. */
  int[] sample();

  /**
   * Takes gradients of examples of this step, each once; in blocks as memory allows.
   *
   * @param count how many examples
   * @param gradients row-major (count, P), at least that long
   */
  void accept(int count, float[] gradients);

  /** Ends the step: (P), the noisy sum of clipped gradients over the expected batch size. */
  double[] release();
}
