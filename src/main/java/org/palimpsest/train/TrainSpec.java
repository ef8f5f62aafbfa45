package org.palimpsest.train;

import java.util.Optional;
import java.util.Set;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.train.Trainer.EpochRecord;

/**
 * The length and the pace of training. The defaults are those of the reference code (main_biased_mnist.py).
 *
 * @param epochs at least 1
 * @param batchSize images per step, at least 1; the last batch of an epoch may be shorter and is kept
 * @param learningRate of the first epoch, above 0
 * @param stepEvery number of epochs after which the learning rate is lowered, again and again, at least 1
 * @param stepFactor by which the learning rate is multiplied each time, in (0, 1]
 * @param weightDecay coupled L2 penalty, at least 0
 * @param selection which epoch's model is kept
 * @param optimiser of the network under study and of whatever a method trains beside it
 * @param momentum of {@code sgd}, in [0, 1); 0 with {@code adam}
 */
public record TrainSpec(
    int epochs,
    int batchSize,
    double learningRate,
    int stepEvery,
    double stepFactor,
    double weightDecay,
    Selection selection,
    @Implied("adam") OptimiserSpec.Kind optimiser,
    @Implied("0.0") double momentum) {

  public static final TrainSpec PUBLISHED = new TrainSpec(80, 256, 1e-3, 20, 0.1, 1e-4, Selection.LAST);

  public TrainSpec {
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "above 0", learningRate);
    Require.that(stepEvery >= 1, "stepEvery", "at least 1", stepEvery);
    Require.that(stepFactor > 0 && stepFactor <= 1, "stepFactor", "above 0 and at most 1", stepFactor);
    Require.that(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY, "weightDecay", "at least 0", weightDecay);
    Require.that(optimiser != null, "optimiser", "adam or sgd", "nothing");
    new OptimiserSpec(weightDecay, optimiser, momentum);
  }

  /** With Adam. */
  public TrainSpec(
      int epochs,
      int batchSize,
      double learningRate,
      int stepEvery,
      double stepFactor,
      double weightDecay,
      Selection selection) {
    this(epochs, batchSize, learningRate, stepEvery, stepFactor, weightDecay, selection, OptimiserSpec.Kind.ADAM, 0);
  }

  /** The optimiser with its settings. */
  public OptimiserSpec optimiserSpec() {
    return new OptimiserSpec(weightDecay, optimiser, momentum);
  }

  /** The learning rate of an epoch, counted from 1. */
  public double learningRate(int epoch) {
    double rate = learningRate;
    for (int step = stepEvery; step < epoch; step += stepEvery) {
      rate *= stepFactor;
    }
    return rate;
  }

  /** Optimiser steps in one epoch over so many images. */
  public int steps(int images) {
    return (images + batchSize - 1) / batchSize;
  }

  /**
   * Refuses a selection rule that chooses by images that are not there.
   *
   * @param available names of the sets of validation images
   */
  public void requireChooser(Set<String> available) {
    selection
        .criterion()
        .ifPresent(
            set ->
                Require.that(
                    available.contains(set),
                    "selection", "last, as there are no %s validation images".formatted(set), selection));
  }

  /** The epoch whose model is kept. A later epoch replaces an earlier one only if it is strictly better. */
  public enum Selection {
    /** The last one: what the reference code does, whatever it meant to do. */
    LAST(null),
    /** The one with the highest target accuracy on validation images that are biased as the training images are. */
    BEST_VALIDATION_BIASED("biased"),
    /** The one with the highest target accuracy on those whose target and private attribute are independent. */
    BEST_VALIDATION_UNBIASED("unbiased");

    private final String criterion;

    Selection(String criterion) {
      this.criterion = criterion;
    }

    /** The name of the validation images by which it chooses, as in {@link EpochRecord#validation}; empty if by none. */
    public Optional<String> criterion() {
      return Optional.ofNullable(criterion);
    }

    /** True if validation images are needed. */
    public boolean validates() {
      return criterion().isPresent();
    }
  }
}
