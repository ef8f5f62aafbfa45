package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;

/**
 * The attack of the released code: a linear layer on the features as they are, weights and biases drawn from
 * U(-1/sqrt(D), 1/sqrt(D)), trained by plain stochastic gradient descent on the mean cross-entropy, images shuffled
 * anew every epoch, the last short batch kept, the learning rate multiplied by {@code decay} every
 * {@code decayEvery} epochs; the last epoch is used. It stops then, whether it has converged or not:
 * {@code converged} tells whether the final gradient norm over all training images is below
 * {@value #GRADIENT_TOLERANCE}, and {@code excess_loss} by how many nats, at least, its cross-entropy there lies above
 * the lowest that a linear layer can have: L-BFGS goes on from where it stopped for {@value #FURTHER} iterations.
 *
 * <p>An epoch of the published attack has 60,000 images. With fewer it takes fewer steps, and is a reduced attack; with
 * {@code budget: steps} it takes as many as the published one, in as many more epochs, at the same rates.
 *
 * <p>Source: {@code train_classifier.py} of EIDOSLab/bridging-debiasing-privacy-deep-learning, commit b30ab79.
 * Deviation: double precision instead of single, and a class missing in training is never predicted.
 *
 * @param source published: rho .999, the images that the encoder was trained on
 * @param learningRate above 0
 * @param batchSize at least 1
 * @param epochs at least 1
 * @param decayEvery epochs, at least 1
 * @param decay in (0, 1]
 * @param budget what epochs are counted in
 */
public record PublishedAttack(
    AttackSource source,
    double learningRate,
    int batchSize,
    int epochs,
    int decayEvery,
    double decay,
    @Implied("epochs") Budget budget)
    implements Attacker {

  /** The images of an epoch as published: MNIST's for training. */
  public static final int PUBLISHED_IMAGES = 60_000;

  private static final double GRADIENT_TOLERANCE = 1e-4;
  private static final int FURTHER = 50;

  /** What the epochs of an attack are counted in. */
  public enum Budget {
    /** Passes over its own images, however few these are. */
    EPOCHS,
    /** The steps that a pass over {@value PublishedAttack#PUBLISHED_IMAGES} images has. */
    STEPS
  }

  public PublishedAttack {
    Require.that(learningRate > 0, "learningRate", "above 0", learningRate);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(decayEvery >= 1, "decayEvery", "at least 1", decayEvery);
    Require.that(decay > 0 && decay <= 1, "decay", "in (0, 1]", decay);
    Require.that(budget != null, "budget", "epochs or steps", "nothing");
  }

  /** By epochs over its own images. */
  public PublishedAttack(
      AttackSource source, double learningRate, int batchSize, int epochs, int decayEvery, double decay) {
    this(source, learningRate, batchSize, epochs, decayEvery, decay, Budget.EPOCHS);
  }

  /** As published: rho .999, the encoder's images, rate .01, batches of 256, 50 epochs, times .1 every 20. */
  public PublishedAttack() {
    this(AttackSource.PUBLISHED, 0.01, 256, 50, 20, 0.1);
  }

  @Override
  public String name() {
    return "published";
  }

  @Override
  public String title() {
    return "Published attack";
  }

  @Override
  public String description() {
    return "Linear probe on raw features, plain SGD for a fixed number of epochs: the released code's attack,"
        + " confounded with the target and often not converged";
  }

  @Override
  public Reach reach() {
    return Reach.LINEAR.inconclusive();
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    SoftmaxRegression regression =
        new SoftmaxRegression(train.values(), train.privateAttributes(), train.classes());
    double[] parameters = new double[regression.parameterCount()];
    double bound = 1 / Math.sqrt(train.width());
    RandomGenerator initial = seed.derive("initial weights").generator();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = initial.nextDouble(-bound, bound);
    }
    RandomGenerator order = seed.derive("batch order").generator();
    int[] rows = IntStream.range(0, train.size()).toArray();
    double[] gradient = new double[parameters.length];
    int steps = steps(rows.length);
    int from = rows.length;
    for (int step = 0; step < steps; step++) {
      if (from >= rows.length) {
        shuffle(rows, order);
        from = 0;
      }
      int to = Math.min(rows.length, from + batchSize);
      regression.step(parameters, rows, from, to, rate(step, rows.length), gradient);
      from = to;
    }
    LinearFit probe = LinearFit.of(parameters, train.classes());
    double loss = regression.objective(parameters, 0, gradient);
    double gradientNorm = Lbfgs.norm(gradient);
    Lbfgs.Minimum least = regression.minimise(0, parameters, GRADIENT_TOLERANCE, FURTHER);
    Map<String, Double> fit = new LinkedHashMap<>();
    fit.put("train_loss", loss);
    fit.put("gradient_norm", gradientNorm);
    fit.put(Metrics.CONVERGED, gradientNorm < GRADIENT_TOLERANCE ? 1.0 : 0.0);
    fit.put(Metrics.EXCESS_LOSS, Math.max(0, loss - least.value()));
    return new FittedProbe(new Classifier.Fit(probe, fit), train);
  }

  /** How many steps it takes on so many images. */
  public int steps(int images) {
    return epochs * stepsAnEpoch(images);
  }

  private int stepsAnEpoch(int images) {
    int counted = budget == Budget.EPOCHS ? images : PUBLISHED_IMAGES;
    return (counted + batchSize - 1) / batchSize;
  }

  private double rate(int step, int images) {
    return learningRate * Math.pow(decay, step / stepsAnEpoch(images) / decayEvery);
  }

  /** The sum of the learning rates of all its steps on so many images: how far it can get. Published: 51.9. */
  public double totalRate(int images) {
    return IntStream.range(0, steps(images)).mapToDouble(step -> rate(step, images)).sum();
  }

  private static void shuffle(int[] rows, RandomGenerator order) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = order.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
