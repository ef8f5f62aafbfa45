package org.palimpsest.method.dp;

import java.util.Arrays;
import org.palimpsest.nn.PerExampleSink;

/** Passes on one gradient an image: the mean of those of its copies, which follow each other. */
final class MeanOfCopies implements PerExampleSink {

  private final int copies;
  private final PerExampleSink next;
  private final double[] sum;
  private final float[] mean;
  private int seen;

  /**
   * @param copies of each image, at least 1
   * @param parameters in a gradient
   */
  MeanOfCopies(int copies, int parameters, PerExampleSink next) {
    this.copies = copies;
    this.next = next;
    this.sum = new double[parameters];
    this.mean = new float[parameters];
  }

  @Override
  public void accept(int first, int count, float[] gradients) {
    for (int example = 0; example < count; example++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradients[example * sum.length + i];
      }
      seen++;
      if (seen % copies == 0) {
        for (int i = 0; i < sum.length; i++) {
          mean[i] = (float) (sum[i] / copies);
        }
        next.accept(seen / copies - 1, 1, mean);
        Arrays.fill(sum, 0);
      }
    }
  }
}
