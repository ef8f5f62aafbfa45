package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * A network with one hidden layer on whitened features ({@link Whitener}), by Adam on batches, in single precision. A
 * fifth of its images is held out, and the cross-entropy on it is taken after every round: an epoch, but {@value
 * #FEWEST} steps at least and {@value #MOST} at most. When {@code patience} rounds brought none lower by {@value
 * #PROGRESS} nats, training goes back to the parameters of the lowest with a fifth of the learning rate; the third time
 * it ends. Of several widths the one with the lowest cross-entropy is used.
 *
 * <p>Diagnostics: {@code train_loss}, {@code validation_loss}, {@code hidden}, the chosen width, {@code iterations},
 * its steps up to the parameters used, and {@code converged}, 1 if it ended by patience, 0 if by {@code steps}.
 *
 * @param source what it learns from
 * @param hidden widths of the hidden layer that are tried, each at least 1
 * @param steps at most about so many a width, at least 1: the last round is finished
 * @param patience at least 1
 * @param batchSize at least 1
 * @param learningRate at first, above 0
 */
public record MlpAttack(
    AttackSource source, List<Integer> hidden, int steps, int patience, int batchSize, double learningRate)
    implements Attacker {

  private static final int FEWEST = 50;
  private static final int MOST = 200;
  private static final int RATES = 3;
  private static final double DECAY = 0.2;
  private static final double PROGRESS = 1e-4;

  public MlpAttack {
    hidden = List.copyOf(hidden);
    Require.that(!hidden.isEmpty() && hidden.stream().allMatch(h -> h >= 1), "hidden", "widths of at least 1", hidden);
    Require.that(steps >= 1, "steps", "at least 1", steps);
    Require.that(patience >= 1, "patience", "at least 1", patience);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(learningRate > 0, "learningRate", "above 0", learningRate);
  }

  /** Widths 64 and 256, at most 6,000 steps each, patience 3, batches of 256, rate .003. */
  public MlpAttack() {
    this(AttackSource.BALANCED, List.of(64, 256), 6000, 3, 256, 3e-3);
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
    return "Network with one hidden layer on whitened features, stopped early and its width chosen on held-out"
        + " images";
  }

  @Override
  public Reach reach() {
    return Reach.NON_LINEAR;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    return new FittedProbe(fit(train.rows(), train.privateAttributes(), train.classes(), seed), train);
  }

  private record Trained(Perceptron network, int hidden, double validationLoss, int steps, boolean converged) {}

  /** Fits one classifier to values (N, D) and labels (N), N at least 1. */
  Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed) {
    Whitener whitener = new Whitener(values);
    float[][] x = whitener.apply(values);
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
    fit.put(Metrics.CONVERGED, best.converged ? 1.0 : 0.0);
    return new Classifier.Fit(
        points -> network.logProbabilities(whitener.apply(points), IntStream.range(0, points.size()).toArray()), fit);
  }

  private Trained train(float[][] x, int[] labels, int classes, int width, Holdout holdout, Seed seed) {
    Perceptron network = new Perceptron(x[0].length, width, classes, seed.derive("initial weights"));
    FloatAdam adam = new FloatAdam(network.parameters());
    Batches batches = new Batches(holdout.train(), Math.min(batchSize, holdout.train().length), seed);
    int round = Math.max(FEWEST, Math.min(MOST, batches.inAnEpoch()));
    float[][] best = network.snapshot();
    double lowest = loss(network, x, labels, holdout.validation());
    double goal = lowest - PROGRESS;
    int stepsOfBest = 0;
    int waited = 0;
    int rates = 0;
    double rate = learningRate;
    int step = 0;
    while (step < steps && rates < RATES) {
      for (int i = 0; i < round; i++, step++) {
        int from = batches.next();
        network.differentiate(x, labels, batches.rows(), from, batches.end());
        adam.step(network.parameters(), network.gradient(), rate);
      }
      double loss = loss(network, x, labels, holdout.validation());
      Require.that(Double.isFinite(loss), "validation loss", "finite after step " + step, loss);
      waited++;
      if (loss < goal) {
        goal = loss - PROGRESS;
        waited = 0;
      }
      if (loss < lowest) {
        lowest = loss;
        best = network.snapshot();
        stepsOfBest = step;
      }
      if (waited == patience) {
        network.restore(best);
        rate *= DECAY;
        rates++;
        waited = 0;
      }
    }
    network.restore(best);
    return new Trained(network, width, lowest, stepsOfBest, rates == RATES);
  }

  /** Rows in batches, shuffled anew for every epoch; the last batch of an epoch may be smaller. */
  private static final class Batches {

    private final int[] rows;
    private final int size;
    private final Seed seed;
    private long epoch;
    private int end;

    Batches(int[] rows, int size, Seed seed) {
      this.rows = rows.clone();
      this.size = size;
      this.seed = seed.derive("batch order");
      this.end = rows.length;
    }

    int inAnEpoch() {
      return (rows.length + size - 1) / size;
    }

    int[] rows() {
      return rows;
    }

    /** Goes on to the next batch; where it starts. */
    int next() {
      int from = end;
      if (from == rows.length) {
        Shuffle.inPlace(rows, seed.derive(epoch++));
        from = 0;
      }
      end = Math.min(rows.length, from + size);
      return from;
    }

    int end() {
      return end;
    }
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
