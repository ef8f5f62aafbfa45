package org.palimpsest.attack;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The balanced probe with its weight penalty chosen by the data: multinomial logistic regression on standardised
 * features, fitted along a path of penalties from the strongest to the weakest, each from where the last one ended,
 * until the cross-entropy on a fifth of the images, held out, rises; then fitted to all images at the best penalty
 * until the gradient norm is below {@code gradientTolerance}. Along the path a hundred times that will do. Of more numbers
 * than fit into memory, a sample that does tells the penalty, and where to set out from.
 *
 * <p>Diagnostics: those of {@link BalancedAttack}, {@code l2}, the chosen penalty, {@code validation_loss}, and, where a
 * sample told the penalty, {@code penalty_examples}, its size.
 *
 * @param source what it learns from
 * @param l2 penalties as in {@link BalancedAttack}, from the strongest to the weakest, each above 0
 * @param gradientTolerance above 0
 * @param maxIterations at least 1; of every fit
 */
public record LinearAttack(AttackSource source, List<Double> l2, double gradientTolerance, int maxIterations)
    implements Attacker {

  private static final double LOOSER = 100;

  public LinearAttack {
    l2 = List.copyOf(l2);
    Require.that(!l2.isEmpty(), "l2", "one penalty or more", "none");
    for (int i = 0; i < l2.size(); i++) {
      boolean ordered = i == 0 || l2.get(i) < l2.get(i - 1);
      Require.that(l2.get(i) > 0 && Double.isFinite(l2.get(i)) && ordered, "l2", "finite, above 0, falling", l2);
    }
    Require.that(gradientTolerance > 0, "gradientTolerance", "above 0", gradientTolerance);
    Require.that(maxIterations >= 1, "maxIterations", "at least 1", maxIterations);
  }

  /** Penalties 1, .1, .01, 1e-3, 1e-4, 1e-5; gradient norm 1e-4; at most 1000 iterations a fit. */
  public LinearAttack() {
    this(AttackSource.BALANCED, List.of(1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5), 1e-4, 1000);
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public String title() {
    return "Linear attack";
  }

  @Override
  public String description() {
    return "Linear probe on standardised features, run to convergence, its weight penalty chosen on held-out images";
  }

  @Override
  public Reach reach() {
    return Reach.LINEAR;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    return new FittedProbe(fit(train.rows(), train.privateAttributes(), train.classes(), seed), train);
  }

  /** Fits one classifier to values (N, D) and labels (N), N at least 1. */
  Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed) {
    return fit(values, labels, classes, seed, LinearProblem.MOST_NUMBERS);
  }

  /** The same with another limit of numbers in memory, half of which is a sample's. */
  Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed, long mostNumbers) {
    LinearProblem problem = new LinearProblem(values, labels, classes, mostNumbers);
    Choice choice;
    if ((long) values.size() * values.width() <= mostNumbers) {
      choice = choose(problem, labels.length, seed);
    } else {
      int[] some =
          Arrays.copyOf(
              Shuffle.permutation(labels.length, seed.derive("penalty")), (int) Math.max(1, mostNumbers / 2 / values.width()));
      choice =
          choose(new LinearProblem(values.select(some), Features.select(labels, some), classes), some.length, seed);
    }
    Classifier.Fit found = problem.fit(problem.minimise(choice.l2, choice.start, gradientTolerance, maxIterations));
    Map<String, Double> fit = new LinkedHashMap<>(found.diagnostics());
    fit.put("l2", choice.l2);
    fit.put("validation_loss", choice.loss);
    if (choice.examples < labels.length) {
      fit.put("penalty_examples", (double) choice.examples);
    }
    return new Classifier.Fit(found.classifier(), fit, found.certified());
  }

  /**
   * The penalty with the lowest loss on held-out images.
   *
   * @param start the parameters that had it
   * @param examples that it was chosen with
   */
  private record Choice(double l2, double[] start, double loss, int examples) {}

  private Choice choose(LinearProblem problem, int size, Seed seed) {
    SoftmaxRegression all = problem.regression();
    Holdout holdout = Holdout.of(size, seed);
    SoftmaxRegression train = all.on(holdout.train());
    SoftmaxRegression validation = all.on(holdout.validation());
    double[] gradient = problem.zero();
    Choice best = new Choice(l2.get(0), problem.zero(), Double.POSITIVE_INFINITY, size);
    double[] start = best.start;
    for (double penalty : size == holdout.validation().length ? l2.subList(0, 1) : l2) {
      start = train.minimise(penalty, start, LOOSER * gradientTolerance, maxIterations).x();
      double loss = validation.objective(start, 0, gradient);
      if (loss >= best.loss) {
        break;
      }
      best = new Choice(penalty, start, loss, size);
    }
    return best;
  }
}
