package org.palimpsest.privacy.toy;

import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/**
 * A model of two coordinates with one logit, above 0 for blue (1). Its loss is the logistic one; it sees coordinates as
 * 4 (x - 1/2).
 */
public interface ToyNetwork {

  String name();

  /** P. */
  int parameters();

  /** The learning rate that suits it. */
  double learningRate();

  /** Parameters (P) before the first step. */
  double[] initial(Seed seed);

  /** The logit at a point of the unit square. */
  double logit(double[] parameters, double x, double y);

  /** Writes the gradient of the loss at one point of a colour to {@code into} from {@code offset} on. */
  void gradient(double[] parameters, double x, double y, int colour, float[] into, int offset);

  /** A coordinate as networks see it. */
  static double centred(double coordinate) {
    return 4 * (coordinate - .5);
  }

  /** The derivative of the loss with respect to the logit. */
  static double slope(double logit, int colour) {
    return 1 / (1 + Math.exp(-logit)) - colour;
  }

  /** Logistic regression: two weights and an intercept, from 0. */
  record Line() implements ToyNetwork {

    @Override
    public String name() {
      return "line";
    }

    @Override
    public int parameters() {
      return 3;
    }

    @Override
    public double learningRate() {
      return 2;
    }

    @Override
    public double[] initial(Seed seed) {
      return new double[3];
    }

    @Override
    public double logit(double[] w, double x, double y) {
      return w[0] * centred(x) + w[1] * centred(y) + w[2];
    }

    @Override
    public void gradient(double[] w, double x, double y, int colour, float[] into, int offset) {
      double slope = slope(logit(w, x, y), colour);
      into[offset] = (float) (slope * centred(x));
      into[offset + 1] = (float) (slope * centred(y));
      into[offset + 2] = (float) slope;
    }
  }

  /**
   * Sixteen hidden units, tanh: 65 parameters, in the order of the hidden units' weights (two each) and intercepts, the
   * output's weights and its intercept. Initially N(0, 1), N(0, 1), N(0, 1/16) and 0.
   */
  record Perceptron() implements ToyNetwork {

    private static final int HIDDEN = 16;

    @Override
    public String name() {
      return "perceptron";
    }

    @Override
    public int parameters() {
      return 4 * HIDDEN + 1;
    }

    @Override
    public double learningRate() {
      return 5;
    }

    @Override
    public double[] initial(Seed seed) {
      RandomGenerator random = seed.generator();
      double[] w = new double[parameters()];
      for (int i = 0; i < 4 * HIDDEN; i++) {
        w[i] = random.nextGaussian() * (i < 3 * HIDDEN ? 1 : .25);
      }
      return w;
    }

    @Override
    public double logit(double[] w, double x, double y) {
      double logit = w[4 * HIDDEN];
      for (int h = 0; h < HIDDEN; h++) {
        logit += w[3 * HIDDEN + h] * hidden(w, x, y, h);
      }
      return logit;
    }

    private static double hidden(double[] w, double x, double y, int h) {
      return Math.tanh(w[2 * h] * centred(x) + w[2 * h + 1] * centred(y) + w[2 * HIDDEN + h]);
    }

    @Override
    public void gradient(double[] w, double x, double y, int colour, float[] into, int offset) {
      double[] hidden = new double[HIDDEN];
      double logit = w[4 * HIDDEN];
      for (int h = 0; h < HIDDEN; h++) {
        hidden[h] = hidden(w, x, y, h);
        logit += w[3 * HIDDEN + h] * hidden[h];
      }
      double slope = slope(logit, colour);
      for (int h = 0; h < HIDDEN; h++) {
        double inner = slope * w[3 * HIDDEN + h] * (1 - hidden[h] * hidden[h]);
        into[offset + 2 * h] = (float) (inner * centred(x));
        into[offset + 2 * h + 1] = (float) (inner * centred(y));
        into[offset + 2 * HIDDEN + h] = (float) inner;
        into[offset + 3 * HIDDEN + h] = (float) (slope * hidden[h]);
      }
      into[offset + 4 * HIDDEN] = (float) slope;
    }
  }
}
