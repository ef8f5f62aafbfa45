package org.palimpsest.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Mix;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The attack with which the released code began, before it was replaced by the linear one at rho .999: a network
 * D-64-K with a rectifier on the features as they are, at rho .1, by plain stochastic gradient descent on the mean
 * cross-entropy, the rate multiplied by {@code decay} every {@code decayEvery} epochs; the last epoch is used.
 *
 * <p>Source: {@code train_classifier.py} of EIDOSLab/bridging-debiasing-privacy-deep-learning, commits bed5ab6
 * (network, rho, rate, epochs) and ccfe165 (schedule, with the library's default decay). Deviation: a class missing in
 * training is never predicted.
 *
 * @param source rho .1, the images that the encoder was trained on
 * @param hidden width of the hidden layer, at least 1
 * @param learningRate above 0
 * @param batchSize at least 1
 * @param epochs at least 1
 * @param decayEvery epochs, at least 1
 * @param decay in (0, 1]
 */
public record PublishedMlpAttack(
    AttackSource source, int hidden, double learningRate, int batchSize, int epochs, int decayEvery, double decay)
    implements Attacker {

  public PublishedMlpAttack {
    Require.that(hidden >= 1, "hidden", "at least 1", hidden);
    Require.that(learningRate > 0, "learningRate", "above 0", learningRate);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(decayEvery >= 1, "decayEvery", "at least 1", decayEvery);
    Require.that(decay > 0 && decay <= 1, "decay", "in (0, 1]", decay);
  }

  /** Rho .1, the encoder's images, 64 units, rate .01, batches of 256, 100 epochs, times .1 every 50. */
  public PublishedMlpAttack() {
    this(new AttackSource(Mix.balanced(), AttackImages.ENCODER), 64, 0.01, 256, 100, 50, 0.1);
  }

  @Override
  public String name() {
    return "published-mlp";
  }

  @Override
  public String title() {
    return "First published attack";
  }

  @Override
  public String description() {
    return "Small network on raw features at rho .1, plain SGD for a fixed number of epochs: the first attack in the"
        + " history of the released code";
  }

  @Override
  public Reach reach() {
    return Reach.NON_LINEAR.inconclusive();
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    float[][] x = train.rows().singles();
    int[] labels = train.privateAttributes();
    Perceptron network = new Perceptron(train.width(), hidden, train.classes(), seed.derive("initial weights"));
    int[] rows = IntStream.range(0, x.length).toArray();
    double loss = Double.NaN;
    for (int epoch = 0; epoch < epochs; epoch++) {
      float rate = (float) (learningRate * Math.pow(decay, epoch / decayEvery));
      Shuffle.inPlace(rows, seed.derive("batch order").derive(epoch));
      loss = 0;
      for (int from = 0; from < rows.length; from += batchSize) {
        int to = Math.min(rows.length, from + batchSize);
        loss += (to - from) * network.differentiate(x, labels, rows, from, to) / rows.length;
        for (int r = 0; r < network.parameters().length; r++) {
          FloatRows.add(network.parameters()[r], network.gradient()[r], -rate);
        }
      }
      Require.that(Double.isFinite(loss), "training loss", "finite in epoch " + (epoch + 1), loss);
    }
    Map<String, Double> fit = new LinkedHashMap<>();
    fit.put("train_loss", loss);
    Classifier classifier =
        features -> network.logProbabilities(features.singles(), IntStream.range(0, features.size()).toArray());
    return new FittedProbe(new Classifier.Fit(classifier, fit), train);
  }
}
