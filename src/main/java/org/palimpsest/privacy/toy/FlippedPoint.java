package org.palimpsest.privacy.toy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.Require;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Proportion;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.toy.ToyTraining.Trained;
import org.palimpsest.random.Seed;

/**
 * Many models of either colour of one point, and how often observers tell the colour: one who is told the logit there,
 * one who has the parameters, and one who has seen every release.
 *
 * @param models of each colour, at least 8 and even
 * @param noise of a model's seed; another than the suite's own to see that the bound is felt
 */
public record FlippedPoint(ToyTraining training, int models, Function<Seed, Noise> noise) {

  /** Cells along either axis of the square on which maps are made. */
  public static final int GRID = 40;

  private static final double CONFIDENCE = .999;

  public FlippedPoint {
    Require.that(models >= 8 && models % 2 == 0, "models", "even and at least 8", models);
  }

  public FlippedPoint(ToyTraining training, int models) {
    this(training, models, SeededNoise::new);
  }

  /**
   * How often an observer was right.
   *
   * @param refutes whether the rate is above what the bound allows, at {@value #CONFIDENCE}: then the mechanism does not
   *     keep what it claims
   */
  public record Hits(String observer, Proportion rate, boolean refutes) {}

  /**
   * What one level of noise came to.
   *
   * @param mu of the guarantee; infinite without noise
   * @param bound the most that any observer's rate can be
   * @param hits of the three observers
   * @param predicted of the observer of releases: the mean of Phi(distance / (2 sigma C))
   * @param redSaysBlue the share of models with a red point that call it blue
   * @param blueSaysBlue of those with a blue one
   * @param area the share of the square that changes hands: the mean over cells of the difference of the shares of
   *     models that call it blue
   * @param nullArea the same between the halves of the models of one colour: what chance alone shows
   * @param accuracy on the other points
   */
  public record Level(
      double mu, double noiseMultiplier, double bound, List<Hits> hits, double predicted, double redSaysBlue,
      double blueSaysBlue, double area, double nullArea, double accuracy, List<Trained> red, List<Trained> blue) {

    /** Whether an observer did better than the bound allows. */
    public boolean refuted() {
      return hits.stream().anyMatch(Hits::refutes);
    }
  }

  /** Trains models of both colours at one level. */
  public Level at(double mu, Seed seed) {
    double sigma = training.noiseMultiplier(mu);
    List<Trained> red = trained(0, sigma, seed);
    List<Trained> blue = trained(1, sigma, seed);
    NormalDistribution normal = new NormalDistribution();
    double bound = Double.isInfinite(mu) ? 1 : normal.cumulativeProbability(mu / 2);
    double[] x = training.points().x()[training.point()];
    Function<Trained, Double> logit = model -> training.network().logit(model.parameters(), x[0], x[1]);
    List<Hits> hits =
        List.of(
            hits("logit", bound, byThreshold(red, blue, logit)),
            hits("parameters", bound, byThreshold(red, blue, discriminant(red, blue))),
            hits("releases", bound, bySign(red, blue)));
    double scale = 2 * sigma * training.clippingNorm();
    double predicted =
        IntStream.range(0, models)
            .mapToDouble(i -> red.get(i).distance() + blue.get(i).distance())
            .map(both -> sigma == 0 ? 1 : normal.cumulativeProbability(both / 2 / scale))
            .average()
            .orElseThrow();
    int half = models / 2;
    return new Level(
        mu, sigma, bound, hits, predicted, share(red, logit), share(blue, logit), area(map(red), map(blue)),
        (area(map(red.subList(0, half)), map(red.subList(half, models)))
                + area(map(blue.subList(0, half)), map(blue.subList(half, models))))
            / 2,
        (accuracy(red) + accuracy(blue)) / 2, red, blue);
  }

  private List<Trained> trained(int colour, double sigma, Seed seed) {
    return IntStream.range(0, models)
        .parallel()
        .mapToObj(
            model ->
                training.train(
                    colour, sigma, seed.derive("initial").derive(model),
                    noise.apply(seed.derive("noise", Integer.toString(colour)).derive(model))))
        .toList();
  }

  private static Hits hits(String observer, double bound, Proportion rate) {
    Interval interval = rate.clopperPearson(CONFIDENCE);
    return new Hits(observer, rate, interval.low() > bound);
  }

  /** A threshold, and a direction, from the first half of the models; counted on the second. */
  private Proportion byThreshold(List<Trained> red, List<Trained> blue, Function<Trained, Double> score) {
    int half = models / 2;
    double[] first = red.subList(0, half).stream().mapToDouble(score::apply).toArray();
    double[] second = blue.subList(0, half).stream().mapToDouble(score::apply).toArray();
    double best = -1;
    double threshold = 0;
    boolean above = true;
    for (double candidate : IntStream.range(0, 2 * half).mapToDouble(i -> i < half ? first[i] : second[i - half]).toArray()) {
      long right =
          IntStream.range(0, half).filter(i -> first[i] <= candidate).count()
              + IntStream.range(0, half).filter(i -> second[i] > candidate).count();
      if (Math.max(right, 2L * half - right) > best) {
        best = Math.max(right, 2L * half - right);
        threshold = candidate;
        above = right >= half;
      }
    }
    double chosen = threshold;
    boolean blueAbove = above;
    int hits = 0;
    for (int i = half; i < models; i++) {
      hits += score.apply(red.get(i)) > chosen == !blueAbove ? 1 : 0;
      hits += score.apply(blue.get(i)) > chosen == blueAbove ? 1 : 0;
    }
    return new Proportion(hits, 2 * half);
  }

  private static Proportion bySign(List<Trained> red, List<Trained> blue) {
    long hits =
        red.stream().filter(model -> model.logLikelihoodRatio() < 0).count()
            + blue.stream().filter(model -> model.logLikelihoodRatio() > 0).count();
    return new Proportion((int) hits, red.size() + blue.size());
  }

  /** Fisher's linear discriminant of the first half of the models; a ridge of a hundredth of the mean variance. */
  private Function<Trained, Double> discriminant(List<Trained> red, List<Trained> blue) {
    int p = training.network().parameters();
    int half = models / 2;
    double[][] means = {mean(red.subList(0, half)), mean(blue.subList(0, half))};
    DMatrixRMaj within = new DMatrixRMaj(p, p);
    for (int colour = 0; colour < 2; colour++) {
      for (Trained model : (colour == 0 ? red : blue).subList(0, half)) {
        for (int i = 0; i < p; i++) {
          for (int j = 0; j < p; j++) {
            within.add(i, j, (model.parameters()[i] - means[colour][i]) * (model.parameters()[j] - means[colour][j]));
          }
        }
      }
    }
    double ridge = .01 * CommonOps_DDRM.trace(within) / p + 1e-12;
    for (int i = 0; i < p; i++) {
      within.add(i, i, ridge);
    }
    DMatrixRMaj difference = new DMatrixRMaj(p, 1);
    for (int i = 0; i < p; i++) {
      difference.set(i, means[1][i] - means[0][i]);
    }
    DMatrixRMaj direction = new DMatrixRMaj(p, 1);
    Require.that(CommonOps_DDRM.solve(within, difference, direction), "parameters", "a discriminant", "none");
    return model -> IntStream.range(0, p).mapToDouble(i -> direction.get(i) * model.parameters()[i]).sum();
  }

  private double[] mean(List<Trained> some) {
    double[] mean = new double[training.network().parameters()];
    some.forEach(model -> IntStream.range(0, mean.length).forEach(i -> mean[i] += model.parameters()[i] / some.size()));
    return mean;
  }

  private static double share(List<Trained> some, Function<Trained, Double> logit) {
    return some.stream().filter(model -> logit.apply(model) > 0).count() / (double) some.size();
  }

  /** The share of models that call each cell blue (GRID * GRID). */
  double[] map(List<Trained> some) {
    double[] map = new double[GRID * GRID];
    IntStream.range(0, map.length).parallel().forEach(
        cell -> {
          double x = (cell % GRID + .5) / GRID;
          double y = (cell / GRID + .5) / GRID;
          map[cell] = share(some, model -> training.network().logit(model.parameters(), x, y));
        });
    return map;
  }

  static double area(double[] first, double[] second) {
    return IntStream.range(0, first.length).mapToDouble(i -> Math.abs(first[i] - second[i])).average().orElseThrow();
  }

  private double accuracy(List<Trained> some) {
    ToyPoints points = training.points();
    return some.stream()
        .mapToDouble(
            model ->
                IntStream.range(0, points.size())
                    .filter(i -> i != training.point())
                    .filter(
                        i ->
                            training.network().logit(model.parameters(), points.x()[i][0], points.x()[i][1]) > 0
                                == (points.colours()[i] == 1))
                    .count()
                    / (points.size() - 1.0))
        .average()
        .orElseThrow();
  }
}
