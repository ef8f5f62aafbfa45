package org.palimpsest.attack;

import org.palimpsest.Require;
import org.palimpsest.random.Seed;

/**
 * The same kind of probe as the published one, made fair and run to its end: multinomial logistic regression on
 * standardised features, minimising the mean cross-entropy plus {@code l2 / 2} times the sum of squared weights
 * (bias free) from zero by L-BFGS until the gradient norm is below {@code gradientTolerance}. The problem is convex
 * and nothing is drawn, so the seed has no influence. The weight penalty is there so that a minimum exists where the
 * classes can be separated perfectly; at 1e-4 it costs next to no accuracy.
 *
 * <p>Diagnostics: {@code train_loss} (without the penalty), {@code gradient_norm}, {@code converged},
 * {@code iterations}, {@code train_accuracy}. Measures {@code information_bits} ({@link FittedProbe}).
 *
 * @param source by default private values independent of targets, on images that the encoder never saw
 * @param l2 weight penalty, at least 0
 * @param gradientTolerance above 0
 * @param maxIterations at least 1
 */
public record BalancedAttack(
    AttackSource source, double l2, double gradientTolerance, int maxIterations)
    implements Attacker {

  public BalancedAttack {
    Require.that(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2", "finite and at least 0", l2);
    Require.that(gradientTolerance > 0, "gradientTolerance", "above 0", gradientTolerance);
    Require.that(maxIterations >= 1, "maxIterations", "at least 1", maxIterations);
  }

  /** Penalty 1e-4, gradient norm 1e-4, at most 1000 iterations. */
  public BalancedAttack() {
    this(AttackSource.BALANCED, 1e-4, 1e-4, 1000);
  }

  /** The default probe on another source. */
  public static BalancedAttack on(AttackSource source) {
    BalancedAttack defaults = new BalancedAttack();
    return new BalancedAttack(source, defaults.l2, defaults.gradientTolerance, defaults.maxIterations);
  }

  @Override
  public String name() {
    return "balanced";
  }

  @Override
  public String title() {
    return "Balanced attack";
  }

  @Override
  public String description() {
    return "Linear probe on standardised features of images whose private attribute tells nothing of the target,"
        + " run to convergence";
  }

  @Override
  public Reach reach() {
    return Reach.LINEAR;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    LinearProblem problem = new LinearProblem(train.rows(), train.privateAttributes(), train.classes());
    Classifier.Fit fit = problem.fit(problem.minimise(l2, problem.zero(), gradientTolerance, maxIterations));
    return new FittedProbe(fit, train);
  }
}
