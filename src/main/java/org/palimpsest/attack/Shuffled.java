package org.palimpsest.attack;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * A control: the balanced probe with the private attributes of its training images shuffled among them, so that there
 * is nothing to learn. What it scores beside chance is what such a probe can score by memorising (Hewitt and Liang,
 * EMNLP 2019, call the distance of the true attack to it selectivity).
 *
 * <p>One shuffle says little: where images of one private attribute lie close together, it names every such cluster at
 * random, and hits none of ten as easily as two. So it is the mean of {@code shuffles}, each of the same
 * {@code images}, drawn at random where there are more, and its interval is over shuffles.
 *
 * <p>Diagnostics, all means over shuffles: {@code shuffled_train_accuracy}, how much it memorised, and
 * {@code train_accuracy}, on the true private attributes of the same images.
 *
 * @param source the images it learns from
 * @param shuffles at least 2
 * @param images at most so many, at least 1
 */
public record Shuffled(AttackSource source, int shuffles, int images) implements Attacker {

  private static final double L2 = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;
  private static final int MAX_ITERATIONS = 200;

  public Shuffled {
    Require.that(shuffles >= 2, "shuffles", "at least 2", shuffles);
    Require.that(images >= 1, "images", "at least 1", images);
  }

  /** 30 shuffles of at most 2,000 images. */
  public Shuffled(AttackSource source) {
    this(source, 30, 2000);
  }

  @Override
  public String name() {
    return "shuffled";
  }

  @Override
  public String title() {
    return "Shuffled labels";
  }

  @Override
  public String description() {
    return "Floor: the balanced probe, taught with private attributes shuffled among the images, many times over";
  }

  @Override
  public Reach reach() {
    return Reach.CONTROL;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    int[] order = Shuffle.permutation(train.size(), seed.derive("shuffled images"));
    Features few = train.select(Arrays.copyOf(order, Math.min(images, order.length)));
    LinearProblem problem = new LinearProblem(few.rows(), few.privateAttributes(), few.classes());
    CovariancePreconditioner shared = problem.regression().preconditioner(L2);
    List<FittedAttack> probes =
        IntStream.range(0, shuffles)
            .parallel()
            .mapToObj(shuffle -> probe(few, problem, shared, seed.derive("shuffled labels").derive(shuffle)))
            .toList();
    Map<String, Double> fit = new LinkedHashMap<>();
    fit.put("shuffled_train_accuracy", mean(probes, probe -> probe.diagnostics().get(Metrics.TRAIN_ACCURACY)));
    fit.put(
        Metrics.TRAIN_ACCURACY,
        mean(probes, probe -> Proportion.agreement(probe.predict(few), few.privateAttributes()).value()));
    return new Repetitions(probes, fit);
  }

  private static FittedAttack probe(
      Features few, LinearProblem problem, CovariancePreconditioner shared, Seed seed) {
    int[] labels = few.privateAttributes().clone();
    Shuffle.inPlace(labels, seed);
    LinearProblem meaningless = problem.relabelled(labels);
    Lbfgs.Minimum minimum =
        meaningless.regression().minimise(L2, meaningless.zero(), GRADIENT_TOLERANCE, MAX_ITERATIONS, shared);
    return new FittedProbe(
        meaningless.fit(minimum),
        new Features(few.rows(), few.predicted(), few.targets(), labels, few.classes(), few.grouping()));
  }

  private static double mean(List<FittedAttack> probes, ToDoubleFunction<FittedAttack> of) {
    return probes.stream().mapToDouble(of).average().orElseThrow();
  }
}
