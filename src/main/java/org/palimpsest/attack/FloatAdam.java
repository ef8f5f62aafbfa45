package org.palimpsest.attack;

/** Adam (Kingma and Ba, ICLR 2015) with its usual decay rates .9 and .999, on rows of single-precision numbers. */
final class FloatAdam {

  private static final float FIRST = 0.9f;
  private static final float SECOND = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final float[][] mean;
  private final float[][] square;
  private int steps;

  FloatAdam(float[][] parameters) {
    mean = new float[parameters.length][];
    square = new float[parameters.length][];
    for (int r = 0; r < parameters.length; r++) {
      mean[r] = new float[parameters[r].length];
      square[r] = new float[parameters[r].length];
    }
  }

  /** One step; changes the parameters in place. */
  void step(float[][] parameters, float[][] gradient, double learningRate) {
    steps++;
    float rate = (float) (learningRate / (1 - Math.pow(FIRST, steps)));
    float unbias = (float) (1 / (1 - Math.pow(SECOND, steps)));
    for (int r = 0; r < parameters.length; r++) {
      step(parameters[r], gradient[r], mean[r], square[r], rate, unbias);
    }
  }

  private static void step(float[] p, float[] g, float[] m, float[] v, float rate, float unbias) {
    for (int i = 0; i < p.length; i++) {
      m[i] = FIRST * m[i] + (1 - FIRST) * g[i];
      v[i] = SECOND * v[i] + (1 - SECOND) * g[i] * g[i];
      p[i] -= rate * m[i] / ((float) Math.sqrt(v[i] * unbias) + EPSILON);
    }
  }
}
