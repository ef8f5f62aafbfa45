package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * A network with one hidden layer on standardised features, by Adam on batches, in single precision. A fifth of its
 * images is held out: after every epoch (of {@value #FEWEST_STEPS} steps at least, however few the images) the
 * cross-entropy on it is taken, training ends when {@code patience} epochs brought no lower one, and the parameters of
 * the lowest are used. Of several widths the one with the lowest is used.
 *
 * <p>Diagnostics: {@code train_loss}, {@code validation_loss}, {@code hidden}, the chosen width, {@code iterations},
 * its steps up to the parameters used.
 *
 * @param source what it learns from
 * @param hidden widths of the hidden layer that are tried, each at least 1
 * @param epochs at most so many, at least 1
 * @param patience at least 1
 * @param batchSize at least 1
 * @param learningRate above 0
 */
public record MlpAttack(
    AttackSource source, List<Integer> hidden, int epochs, int patience, int batchSize, double learningRate)
    implements Attacker {

  private static final int FEWEST_STEPS = 50;

  public MlpAttack {
    hidden = List.copyOf(hidden);
    Require.that(!hidden.isEmpty() && hidden.stream().allMatch(h -> h >= 1), "hidden", "widths of at least 1", hidden);
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(patience >= 1, "patience", "at least 1", patience);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(learningRate > 0, "learningRate", "above 0", learningRate);
  }

  /** Widths 64 and 256, at most 20 epochs, patience 3, batches of 256, rate .001. */
  public MlpAttack() {
    this(AttackSource.BALANCED, List.of(64, 256), 20, 3, 256, 1e-3);
  }

  @Override
  public String name() {
    return "mlp";
  }

  @Override
  public String title() {
    return "MLP attack";
  }

  @Override
  public String description() {
    return "Network with one hidden layer on standardised features, stopped early and its width chosen on held-out"
        + " images";
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    return new FittedProbe(fit(train.values(), train.privateAttributes(), train.classes(), seed), train);
  }

  private record Trained(Perceptron network, int hidden, double validationLoss, int steps) {}

  /** Fits one classifier to values (N, D) and labels (N), N at least 1. */
  Fit fit(DMatrixRMaj values, int[] labels, int classes, Seed seed) {
    Standardiser standardiser = Standardiser.of(values);
    float[][] x = FloatRows.of(standardiser.apply(values));
    Holdout holdout = Holdout.of(labels.length, seed);
    Trained best = null;
    for (int width : hidden) {
      Trained trained = train(x, labels, classes, width, holdout, seed.derive("hidden", Integer.toString(width)));
      if (best == null || trained.validationLoss < best.validationLoss) {
        best = trained;
      }
    }
    Perceptron network = best.network;
    Map<String, Double> fit = new LinkedHashMap<>();
    fit.put("train_loss", loss(network, x, labels, IntStream.range(0, labels.length).toArray()));
    fit.put("validation_loss", best.validationLoss);
    fit.put("hidden", (double) best.hidden);
    fit.put("iterations", (double) best.steps);
    return new Fit(
        points -> {
          float[][] rows = FloatRows.of(standardiser.apply(points));
          return network.logProbabilities(rows, IntStream.range(0, rows.length).toArray());
        },
        fit);
  }

  private Trained train(float[][] x, int[] labels, int classes, int width, Holdout holdout, Seed seed) {
    Perceptron network = new Perceptron(x[0].length, width, classes, seed.derive("initial weights"));
    FloatAdam adam = new FloatAdam(network.parameters());
    int[] rows = holdout.train().clone();
    int batch = Math.min(batchSize, rows.length);
    int passes = Math.max(1, (FEWEST_STEPS * batch + rows.length - 1) / rows.length);
    float[][] best = network.snapshot();
    double lowest = loss(network, x, labels, holdout.validation());
    int steps = 0;
    int stepsOfBest = 0;
    int waited = 0;
    for (int epoch = 0; epoch < epochs && waited < patience; epoch++) {
      for (int pass = 0; pass < passes; pass++) {
        Shuffle.inPlace(rows, seed.derive("batch order").derive((long) epoch * passes + pass));
        for (int from = 0; from < rows.length; from += batch, steps++) {
          network.differentiate(x, labels, rows, from, Math.min(rows.length, from + batch));
          adam.step(network.parameters(), network.gradient(), learningRate);
        }
      }
      double loss = loss(network, x, labels, holdout.validation());
      Require.that(Double.isFinite(loss), "validation loss", "finite after epoch " + (epoch + 1), loss);
      waited++;
      if (loss < lowest) {
        lowest = loss;
        best = network.snapshot();
        stepsOfBest = steps;
        waited = 0;
      }
    }
    network.restore(best);
    return new Trained(network, width, lowest, stepsOfBest);
  }

  private static double loss(Perceptron network, float[][] x, int[] labels, int[] rows) {
    DMatrixRMaj logProbabilities = network.logProbabilities(x, rows);
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      loss -= logProbabilities.get(i, labels[rows[i]]);
    }
    return loss / rows.length;
  }
}
