package org.palimpsest.privacy.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Proportion;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.toy.FlippedPoint.Level;
import org.palimpsest.random.Seed;

class ToyTest {

  private static final Seed SEED = new Seed(0);
  private static final ToyPoints POINTS = ToyPoints.of(SEED);

  /** A parameter whose gradient is clipped to either end of the ball, whatever it is: the neighbours that cost most. */
  private record Ends() implements ToyNetwork {
    @Override
    public String name() {
      return "ends";
    }

    @Override
    public int parameters() {
      return 1;
    }

    @Override
    public double learningRate() {
      return 1;
    }

    @Override
    public double[] initial(Seed seed) {
      return new double[1];
    }

    @Override
    public double logit(double[] parameters, double x, double y) {
      return parameters[0];
    }

    @Override
    public void gradient(double[] parameters, double x, double y, int colour, float[] into, int offset) {
      into[offset] = colour == 0 ? 10 : -10;
    }
  }

  @Test
  void thePointsOfSeed0() {
    double[][] first = {POINTS.x()[0], POINTS.x()[1], POINTS.x()[2], POINTS.x()[3], POINTS.x()[4]};
    assertThat(POINTS.x()[ToyPoints.LONELY]).containsExactly(.25, .55);
    assertThat(POINTS.colours()[0]).isEqualTo(1);
    assertThat(POINTS.colours()[ToyPoints.LONELY]).isZero();
    assertThat(rounded(first))
        .isEqualTo(List.of(.9302, .8099, .083, .3194, .6503, .7562, .0832, .2463, .8228, .6486));
    assertThat(POINTS.loneliness(ToyPoints.LONELY)).isGreaterThan(2 * POINTS.loneliness(0));
  }

  private static List<Double> rounded(double[][] values) {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).map(v -> Math.round(1e4 * v) / 1e4).boxed().toList();
  }

  @Test
  void gradientsAreDifferencesOfTheLoss() {
    for (ToyNetwork network : List.of(new ToyNetwork.Line(), new ToyNetwork.Perceptron())) {
      double[] w = network.initial(SEED.derive("w"));
      w[0] += .3;
      for (int colour = 0; colour < 2; colour++) {
        float[] gradient = new float[network.parameters()];
        network.gradient(w, .3, .8, colour, gradient, 0);
        for (int k = 0; k < gradient.length; k++) {
          double[] up = w.clone();
          double[] down = w.clone();
          up[k] += 1e-5;
          down[k] -= 1e-5;
          double slope = (loss(network, up, colour) - loss(network, down, colour)) / 2e-5;
          assertThat((double) gradient[k]).as(network.name() + k).isCloseTo(slope, within(1e-6));
        }
      }
    }
  }

  private static double loss(ToyNetwork network, double[] w, int colour) {
    double logit = network.logit(w, .3, .8);
    return Math.log1p(Math.exp(colour == 1 ? -logit : logit));
  }

  /** At the bound, within four standard errors; with half the noise behind the mechanism's back, above it. */
  @Test
  void theBoundIsReachedAndFelt() {
    ToyTraining training = new ToyTraining(new Ends(), few(), 0, 4, 1);
    double mu = 1;
    Level level = new FlippedPoint(training, 10_000).at(mu, SEED);
    double bound = new NormalDistribution().cumulativeProbability(Math.sqrt(4) / training.noiseMultiplier(mu));
    assertThat(level.bound()).isCloseTo(bound, within(1e-12));
    Proportion hits = level.hits().get(2).rate();
    assertThat(hits.n()).isEqualTo(20_000);
    assertThat(hits.value()).isCloseTo(bound, within(4 * Math.sqrt(bound * (1 - bound) / 20_000)));
    assertThat(level.predicted()).isCloseTo(bound, within(1e-6));
    assertThat(level.refuted()).isFalse();
    Level cheated = new FlippedPoint(training, 2_000, seed -> new Half(new SeededNoise(seed))).at(mu, SEED);
    assertThat(cheated.refuted()).isTrue();
  }

  private static ToyPoints few() {
    return new ToyPoints(new double[][] {{.25, .55}, {.8, .8}}, new int[] {0, 1});
  }

  private record Half(Noise whole) implements Noise {
    @Override
    public void add(double[] values, double standardDeviation, long step) {
      whole.add(values, standardDeviation / 2, step);
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public String source() {
      return "half of what it should be";
    }
  }

  /** Hit rates of an independent simulation in Python, of 400 models a colour; ours within four standard errors. */
  @Test
  void thePerceptronsObserversStandBelowTheBound() {
    ToyTraining training = new ToyTraining(new ToyNetwork.Perceptron(), POINTS, ToyPoints.LONELY, 100, 1);
    Map.of(4.0, .910, 1.0, .614).forEach(
        (mu, predicted) -> {
          Level level = new FlippedPoint(training, 60).at(mu, SEED.derive("level", Double.toString(mu)));
          assertThat(level.predicted()).as("mu " + mu).isCloseTo(predicted, within(.03));
          Proportion releases = level.hits().get(2).rate();
          double error = Math.sqrt(predicted * (1 - predicted) / releases.n());
          assertThat(releases.value()).isCloseTo(level.predicted(), within(4 * error));
          assertThat(level.refuted()).isFalse();
        });
  }

  @Test
  void withoutNoiseTheLineTellsTheColourThoughItDoesNotBend() {
    ToyTraining training = new ToyTraining(new ToyNetwork.Line(), POINTS, ToyPoints.LONELY, 100, 1);
    Level level = new FlippedPoint(training, 8).at(Double.POSITIVE_INFINITY, SEED);
    assertThat(level.hits()).allMatch(hits -> hits.rate().value() == 1);
    assertThat(level.redSaysBlue()).isEqualTo(level.blueSaysBlue());
    assertThat(level.accuracy()).isGreaterThan(.99);
  }

  @Test
  void refuses() {
    assertThatThrownBy(() -> new ToyTraining(new Ends(), POINTS, 100, 4, 1))
        .hasMessage("point: expected in 0..99, was 100");
    assertThatThrownBy(() -> new FlippedPoint(new ToyTraining(new Ends(), POINTS, 0, 4, 1), 7))
        .hasMessage("models: expected even and at least 8, was 7");
  }
}
