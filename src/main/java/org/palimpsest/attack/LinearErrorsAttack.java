package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;

/**
 * A linear attacker that minimises its errors: an adversary is paid for right answers, not for low cross-entropy. Where
 * all classes have the same mean features, as after LEACE, no linear score lowers the cross-entropy or any other convex
 * loss, and a linear decision may still be right most of the time. The loss is {@code 1 - p}, p the probability that
 * {@code softmax(W x + b)} gives the true class (the smoothed 0-1 loss), plus {@code l2 / 2} times the sum of squared
 * weights, on standardised features, by L-BFGS.
 *
 * <p>The loss is not convex, so it sets out from several places: from a linear probe, from a linear probe of features
 * squashed by tanh, which far points do not rule, and from {@code restarts} drawn ones. Along a path of penalties each is
 * fitted to four fifths of the images; the place and penalty with the fewest errors on the held-out fifth are fitted to
 * all images. The probability of each class given the answer is counted on that fifth (half an image of each class
 * added), which gives {@code information_bits}: what the answer tells.
 *
 * <p>Diagnostics: {@code train_loss}, {@code gradient_norm}, {@code converged}, {@code iterations}, {@code l2},
 * {@code validation_accuracy}, {@code start}, the place it set out from (0: probe, 1: squashed, then the drawn ones).
 * Source of the argument: Belrose et al., LEACE (NeurIPS 2023), section 3, which is about convex losses.
 *
 * @param source what it learns from
 * @param l2 penalties from the strongest to the weakest, each above 0
 * @param restarts drawn places to set out from, at least 0
 * @param gradientTolerance above 0
 * @param maxIterations of every fit, at least 1
 */
public record LinearErrorsAttack(
    AttackSource source, List<Double> l2, int restarts, double gradientTolerance, int maxIterations)
    implements Attacker {

  /** The penalty of the probes that it sets out from. */
  private static final double PROBE_PENALTY = 1e-3;

  private static final double SMOOTHING = 0.5;

  public LinearErrorsAttack {
    l2 = List.copyOf(l2);
    Require.that(!l2.isEmpty(), "l2", "one penalty or more", "none");
    for (int i = 0; i < l2.size(); i++) {
      boolean ordered = i == 0 || l2.get(i) < l2.get(i - 1);
      Require.that(l2.get(i) > 0 && Double.isFinite(l2.get(i)) && ordered, "l2", "finite, above 0, falling", l2);
    }
    Require.that(restarts >= 0, "restarts", "at least 0", restarts);
    Require.that(gradientTolerance > 0, "gradientTolerance", "above 0", gradientTolerance);
    Require.that(maxIterations >= 1, "maxIterations", "at least 1", maxIterations);
  }

  /** Penalties .001 and .0001, one drawn place, gradient norm 1e-4, at most 100 iterations a fit. */
  public LinearErrorsAttack() {
    this(AttackSource.BALANCED, List.of(1e-3, 1e-4), 1, 1e-4, 100);
  }

  @Override
  public String name() {
    return "linear-errors";
  }

  @Override
  public String title() {
    return "Linear attack on errors";
  }

  @Override
  public String description() {
    return "Linear classifier on standardised features that minimises a smoothed count of its errors, from several"
        + " places";
  }

  @Override
  public Reach reach() {
    return Reach.LINEAR.inconclusive();
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    return new FittedProbe(fit(train.rows(), train.privateAttributes(), train.classes(), seed), train);
  }

  private record Candidate(double[] x, double l2, int start, double accuracy) {}

  private Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed) {
    LinearProblem problem = new LinearProblem(values, labels, classes);
    LinearProblem errors = problem.ofErrors();
    Holdout holdout = Holdout.of(labels.length, seed);
    SoftmaxRegression train = errors.regression().on(holdout.train());
    FeatureRows held = values.select(holdout.validation());
    int[] truth = Features.select(labels, holdout.validation());
    Candidate best = null;
    List<double[]> starts = starts(problem, values, labels, classes, holdout, seed);
    for (int start = 0; start < starts.size(); start++) {
      double[] x = starts.get(start);
      for (double penalty : l2) {
        x = train.minimise(penalty, x, gradientTolerance, maxIterations).x();
        double accuracy = accuracy(answers(problem.classifier(x), held), truth);
        if (best == null || accuracy > best.accuracy) {
          best = new Candidate(x, penalty, start, accuracy);
        }
      }
    }
    LinearFit ofTrain = problem.classifier(best.x);
    Lbfgs.Minimum minimum = errors.minimise(best.l2, best.x, gradientTolerance, maxIterations);
    Map<String, Double> fit = new LinkedHashMap<>(errors.fit(minimum).diagnostics());
    fit.put("l2", best.l2);
    fit.put("validation_accuracy", best.accuracy);
    fit.put("start", (double) best.start);
    double[][] given = logProbabilitiesGivenAnswer(answers(ofTrain, held), truth, classes);
    LinearFit decision = errors.classifier(minimum);
    Classifier classifier = features -> look(answers(decision, features), given);
    return new Classifier.Fit(classifier, fit);
  }

  private List<double[]> starts(
      LinearProblem problem, FeatureRows values, int[] labels, int classes, Holdout holdout, Seed seed) {
    SoftmaxRegression plain = problem.regression().on(holdout.train());
    double[] probe = plain.minimise(PROBE_PENALTY, problem.zero(), gradientTolerance, maxIterations).x();
    SoftmaxRegression squashed = new SoftmaxRegression(squash(problem.standardised(values)), labels, classes);
    double[] robust =
        squashed.on(holdout.train()).minimise(PROBE_PENALTY, problem.zero(), gradientTolerance, maxIterations).x();
    List<double[]> starts = new ArrayList<>(List.of(probe, robust));
    for (int r = 0; r < restarts; r++) {
      RandomGenerator random = seed.derive("restart", Integer.toString(r)).generator();
      double scale = 1 / Math.sqrt(values.width());
      starts.add(IntStream.range(0, probe.length).mapToDouble(i -> scale * random.nextGaussian()).toArray());
    }
    return starts;
  }

  private static DMatrixRMaj squash(DMatrixRMaj standardised) {
    DMatrixRMaj squashed = standardised.copy();
    for (int i = 0; i < squashed.getNumElements(); i++) {
      squashed.data[i] = Math.tanh(squashed.data[i]);
    }
    return squashed;
  }

  private static int[] answers(LinearFit probe, FeatureRows features) {
    return FittedProbe.mostProbable(probe.logProbabilities(features), ones(probe.bias().length));
  }

  private static int[] ones(int classes) {
    int[] ones = new int[classes];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double accuracy(int[] answers, int[] truth) {
    return IntStream.range(0, truth.length).filter(i -> answers[i] == truth[i]).count() / (double) truth.length;
  }

  /** [answer][class]. */
  private static double[][] logProbabilitiesGivenAnswer(int[] answers, int[] truth, int classes) {
    double[][] given = new double[classes][classes];
    for (double[] row : given) {
      Arrays.fill(row, SMOOTHING);
    }
    for (int i = 0; i < truth.length; i++) {
      given[answers[i]][truth[i]]++;
    }
    for (double[] row : given) {
      double sum = Arrays.stream(row).sum();
      Arrays.setAll(row, k -> Math.log(row[k] / sum));
    }
    return given;
  }

  private static DMatrixRMaj look(int[] answers, double[][] given) {
    DMatrixRMaj logProbabilities = new DMatrixRMaj(answers.length, given.length);
    for (int i = 0; i < answers.length; i++) {
      System.arraycopy(given[answers[i]], 0, logProbabilities.data, i * given.length, given.length);
    }
    return logProbabilities;
  }
}
