package org.palimpsest.attack;

import java.util.Arrays;

/** In plain loops over rows, which the just-in-time compiler vectorises. */
final class PlainShard extends PerceptronShard {

  private final int width;
  private final int hidden;
  private final float[][] parameters;
  private final float[][] activations;
  private final float[][] transposed;
  private final float[][] scores;
  private final float[][] gradient;
  private final float[] factors = new float[POINTS];
  private final float[] column;
  private final float[][] back;

  PlainShard(int width, int hidden, int classes, float[][] parameters, boolean learns) {
    super(classes);
    this.width = width;
    this.hidden = hidden;
    this.parameters = parameters;
    activations = new float[POINTS][hidden];
    transposed = new float[hidden][POINTS];
    scores = new float[classes][POINTS];
    column = new float[classes];
    gradient = learns ? Perceptron.like(width, hidden, classes) : null;
    back = learns ? new float[POINTS][hidden] : null;
  }

  @Override
  float score(int point, int k) {
    return scores[k][point];
  }

  @Override
  void score(int point, int k, float value) {
    scores[k][point] = value;
  }

  @Override
  void addGradient(int row, float[] to, float scale) {
    FloatRows.add(to, gradient[row], scale);
  }

  @Override
  void forward(float[][] x, int[] rows, int from, int to) {
    float[] bias = parameters[width];
    for (int n = from; n < to; n++) {
      float[] into = activations[n - from];
      System.arraycopy(bias, 0, into, 0, hidden);
      FloatRows.addProducts(into, parameters, x[rows[n]], width);
      for (int j = 0; j < hidden; j++) {
        into[j] = Math.max(0, into[j]);
      }
      for (int j = 0; j < hidden; j++) {
        transposed[j][n - from] = into[j];
      }
    }
    float[] outer = parameters[width + classes + 1];
    for (int k = 0; k < classes; k++) {
      Arrays.fill(scores[k], outer[k]);
      FloatRows.addProducts(scores[k], transposed, parameters[width + 1 + k], hidden);
    }
  }

  @Override
  void differentiate(float[][] x, int[] labels, int[] rows, int from, int to) {
    forward(x, rows, from, to);
    residuals(labels, rows, from, to);
    int count = to - from;
    for (float[] row : gradient) {
      Arrays.fill(row, 0);
    }
    float[][] outward = Arrays.copyOfRange(parameters, width + 1, width + 1 + classes);
    for (int n = 0; n < count; n++) {
      for (int k = 0; k < classes; k++) {
        column[k] = scores[k][n];
      }
      Arrays.fill(back[n], 0);
      FloatRows.addProducts(back[n], outward, column, classes);
      float[] active = activations[n];
      float[] into = back[n];
      for (int j = 0; j < hidden; j++) {
        into[j] = active[j] > 0 ? into[j] : 0;
      }
      FloatRows.add(gradient[width], into, 1);
    }
    for (int k = 0; k < classes; k++) {
      FloatRows.addProducts(gradient[width + 1 + k], activations, scores[k], count);
      float sum = 0;
      for (int n = 0; n < count; n++) {
        sum += scores[k][n];
      }
      gradient[width + classes + 1][k] = sum;
    }
    for (int d = 0; d < width; d++) {
      for (int n = 0; n < count; n++) {
        factors[n] = x[rows[from + n]][d];
      }
      FloatRows.addProducts(gradient[d], back, factors, count);
    }
  }
}
