package org.palimpsest.privacy.toy;

import org.palimpsest.Require;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.random.Seed;

/**
 * Training by the suite's mechanism on whole batches (every point is in every step), and what an observer who sees all
 * releases can tell of one point's colour.
 *
 * <p>Neighbours differ in that colour: a sum moves by 2 C at most, so that T steps of noise multiplier sigma are mu-GDP
 * with mu = 2 sqrt(T) / sigma, and whoever guesses the colour at even odds is right with probability Phi(mu / 2) at
 * most. (Under add or remove, as the mechanism's own statement has it, the same run is mu/2-GDP.)
 *
 * @param point whose colour is asked for
 * @param steps T, at least 1
 * @param clippingNorm C, above 0
 */
public record ToyTraining(ToyNetwork network, ToyPoints points, int point, int steps, double clippingNorm) {

  /** A bound that clips nothing here. */
  public static final double UNCLIPPED = 1e9;

  public ToyTraining {
    Require.that(point >= 0 && point < points.size(), "point", "in 0.." + (points.size() - 1), point);
    Require.that(steps >= 1, "steps", "at least 1", steps);
    Require.positive("clippingNorm", clippingNorm);
  }

  /** The noise multiplier of a mu; infinite mu has none. */
  public double noiseMultiplier(double mu) {
    Require.that(mu > 0, "mu", "above 0", mu);
    return Double.isInfinite(mu) ? 0 : 2 * Math.sqrt(steps) / mu;
  }

  /**
   * A trained model.
   *
   * @param parameters (P)
   * @param logLikelihoodRatio of all releases, blue over red: its sign is the best guess there is
   * @param distance the root of the sum over steps of |d|^2, d the difference of the point's two clipped gradients
   */
  public record Trained(double[] parameters, double logLikelihoodRatio, double distance) {}

  /**
   * Trains on the points with one colour of the point in question.
   *
   * @param initial of the parameters; models of the two colours share it
   */
  public Trained train(int colour, double noiseMultiplier, Seed initial, Noise noise) {
    int n = points.size();
    int p = network.parameters();
    Clipping clipping = new FlatClipping(clippingNorm);
    DpMechanism mechanism =
        new DpMechanism(
            new PoissonSampler(n, n, initial), clipping, noiseMultiplier, noise, p, Ledger.inMemory());
    double[] w = network.initial(initial);
    double deviation = noiseMultiplier * clippingNorm;
    double ratio = 0;
    double squares = 0;
    float[] gradients = new float[n * p];
    float[] both = new float[2 * p];
    for (int step = 0; step < steps; step++) {
      int[] batch = mechanism.sample();
      Require.that(batch.length == n, "batch", "all " + n + " points", batch.length);
      double[] middle = new double[p];
      for (int i = 0; i < n; i++) {
        double[] x = points.x()[i];
        network.gradient(w, x[0], x[1], i == point ? colour : points.colours()[i], gradients, i * p);
        if (i != point) {
          clipping.add(gradients, i * p, middle);
        }
      }
      double[] red = new double[p];
      double[] blue = new double[p];
      network.gradient(w, points.x()[point][0], points.x()[point][1], 0, both, 0);
      network.gradient(w, points.x()[point][0], points.x()[point][1], 1, both, p);
      clipping.add(both, 0, red);
      clipping.add(both, p, blue);
      mechanism.accept(n, gradients);
      double[] released = mechanism.release();
      for (int k = 0; k < p; k++) {
        double d = blue[k] - red[k];
        squares += d * d;
        ratio += (released[k] * n - middle[k] - (red[k] + blue[k]) / 2) * d;
        w[k] -= network.learningRate() * released[k];
      }
    }
    return new Trained(w, deviation == 0 ? ratio : ratio / (deviation * deviation), Math.sqrt(squares));
  }
}
