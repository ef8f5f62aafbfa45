package org.palimpsest.train;

import java.util.List;
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
 * @param stepEvery number of epochs after which the learning rate is lowered, again and again, at least 1; of no
 *     meaning with {@code schedule: plateau}
 * @param stepFactor by which the learning rate is multiplied each time, in (0, 1]
 * @param weightDecay coupled L2 penalty, at least 0
 * @param selection which epoch's model is kept
 * @param optimiser of the network under study and of whatever a method trains beside it
 * @param momentum of {@code sgd}, in [0, 1); 0 with {@code adam}
 * @param schedule when the learning rate is lowered
 * @param patience of {@code plateau}: so many epochs in a row without improvement are let pass and the next lowers the
 *     rate, at least 1; 0 with {@code step}
 * @param stopBelow of {@code plateau}: training ends when the rate falls below it, at least 0 and below learningRate;
 *     0 with {@code step}
 * @param flip the probability with which an image is mirrored left to right, each time anew that it comes up in a batch,
 *     in [0, 1]; images are validated and attacked as they are. EIDOSLab's code for photographs has 0.5
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
    @Implied("0.0") double momentum,
    @Implied("step") Schedule schedule,
    @Implied("0") int patience,
    @Implied("0.0") double stopBelow,
    @Implied("0.0") double flip) {

  /** The validation images whose loss a schedule watches. */
  static final String LOSS_SET = "biased";

  public static final TrainSpec PUBLISHED = new TrainSpec(80, 256, 1e-3, 20, 0.1, 1e-4, Selection.LAST);

  /** By how much, of itself, the smallest loss must be undercut to count as improved: PyTorch's threshold. */
  private static final double IMPROVEMENT = 1e-4;

  /** When the learning rate is multiplied by stepFactor. */
  public enum Schedule {
    /** After every stepEvery epochs. */
    STEP,
    /**
     * When the mean cross-entropy of the target on validation images in the mix of the training images has not improved
     * by a ten-thousandth for more than {@code patience} epochs: PyTorch's ReduceLROnPlateau with its defaults.
     */
    PLATEAU
  }

  public TrainSpec {
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "above 0", learningRate);
    Require.that(stepEvery >= 1, "stepEvery", "at least 1", stepEvery);
    Require.that(stepFactor > 0 && stepFactor <= 1, "stepFactor", "above 0 and at most 1", stepFactor);
    Require.that(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY, "weightDecay", "at least 0", weightDecay);
    Require.that(optimiser != null, "optimiser", "adam or sgd", "nothing");
    new OptimiserSpec(weightDecay, optimiser, momentum);
    Require.given("schedule", schedule, Schedule.class);
    boolean plateau = schedule == Schedule.PLATEAU;
    Require.that(plateau ? patience >= 1 : patience == 0, "patience", plateau ? "at least 1" : "0", patience);
    Require.that(
        plateau ? stopBelow >= 0 && stopBelow < learningRate : stopBelow == 0,
        "stopBelow", plateau ? "at least 0 and below learningRate" : "0", stopBelow);
    Require.that(
        !plateau || stepFactor < 1, "stepFactor", "below 1 with schedule plateau", stepFactor);
    Require.that(flip >= 0 && flip <= 1, "flip", "in [0, 1]", flip);
  }

  /** Lowered by steps, without flips. */
  public TrainSpec(
      int epochs,
      int batchSize,
      double learningRate,
      int stepEvery,
      double stepFactor,
      double weightDecay,
      Selection selection,
      OptimiserSpec.Kind optimiser,
      double momentum) {
    this(
        epochs, batchSize, learningRate, stepEvery, stepFactor, weightDecay, selection, optimiser, momentum,
        Schedule.STEP, 0, 0, 0);
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

  /** The same with another selection of epochs. */
  public TrainSpec with(Selection other) {
    return new TrainSpec(
        epochs, batchSize, learningRate, stepEvery, stepFactor, weightDecay, other, optimiser, momentum, schedule,
        patience, stopBelow, flip);
  }

  /** The same at another rate in the first epoch. */
  public TrainSpec atRate(double rate) {
    return new TrainSpec(
        epochs, batchSize, rate, stepEvery, stepFactor, weightDecay, selection, optimiser, momentum, schedule, patience,
        stopBelow, flip);
  }

  /** True if the rate depends on the loss of validation images. */
  public boolean watchesLoss() {
    return schedule == Schedule.PLATEAU;
  }

  /** The learning rate of the epoch that comes after those of a history. */
  double nextRate(List<EpochRecord> history) {
    if (!watchesLoss()) {
      return learningRate(history.size() + 1);
    }
    double rate = learningRate;
    double best = Double.POSITIVE_INFINITY;
    int without = 0;
    for (EpochRecord epoch : history) {
      double loss = epoch.losses().get(LOSS_SET);
      without++;
      if (loss < best * (1 - IMPROVEMENT)) {
        best = loss;
        without = 0;
      } else if (without > patience) {
        rate *= stepFactor;
        without = 0;
      }
    }
    return rate;
  }

  /** True if there is no epoch after those of a history. */
  boolean ended(List<EpochRecord> history) {
    return history.size() >= epochs || nextRate(history) < stopBelow;
  }

  /** The learning rate of an epoch, counted from 1, with {@code schedule: step}. */
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
   * Refuses a selection rule or a schedule that goes by images that are not there.
   *
   * @param available names of the sets of validation images
   */
  public void requireWatched(Set<String> available) {
    selection
        .criterion()
        .ifPresent(
            set ->
                Require.that(
                    available.contains(set),
                    "selection", "last, as there are no %s validation images".formatted(set), selection));
    Require.that(
        !watchesLoss() || available.contains(LOSS_SET),
        "schedule", "step, as there are no %s validation images".formatted(LOSS_SET), "plateau");
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
