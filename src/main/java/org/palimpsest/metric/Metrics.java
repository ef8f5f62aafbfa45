package org.palimpsest.metric;

/** Names of measures, of the images they are over, and of groups of these: the vocabulary of {@code runs.csv}. */
public final class Metrics {

  /** Share of images whose target the network's head names. */
  public static final String TARGET_ACCURACY = "target_accuracy";

  /** Share of images whose private value an attacker names. */
  public static final String PRIVATE_ACCURACY = "private_accuracy";

  /** Share of the images of other private values for which an attacker names this one. */
  public static final String FALSE_ALARMS = "private_false_alarms";

  /** Share of images for which the attacker's answer has the target's number. */
  public static final String TARGET_AGREEMENT = "attacker_target_agreement";

  /** An attacker's share of right answers on the images it was trained on. */
  public static final String TRAIN_ACCURACY = "train_accuracy";

  /** What the network's own head would score there as an attacker. */
  public static final String HEAD_PRIVATE_ACCURACY = "head_private_accuracy";

  /** By how many nats, at least, an attacker's loss on its training images is above the lowest of its kind. */
  public static final String EXCESS_LOSS = "excess_loss";

  /** 1 if an attacker of a smaller kind that learned from the same images clearly reads more of the test images. */
  public static final String DOMINATED = "dominated";

  /** How many dimensions an eraser took. */
  public static final String ERASED_RANK = "erased_rank";

  /** Of how many. */
  public static final String FEATURE_DIMENSION = "feature_dimension";

  /**
   * 1 if the attacker did worse than the head on its training images, has more than {@value #LARGEST_EXCESS} nats of
   * {@link #EXCESS_LOSS}, or is {@link #DOMINATED}: then it is no bound on what can be read.
   */
  public static final String UNDERTRAINED = "undertrained";

  /** The largest excess loss, in nats, of an attacker that counts as trained to its end. */
  public static final double LARGEST_EXCESS = 0.02;

  /** 1 if the attacker's solver met its tolerance. */
  public static final String CONVERGED = "converged";

  /** What an attacker reads of the private attribute, in bits. */
  public static final String INFORMATION = "information_bits";

  /** What it reads beyond what the target tells, in bits. */
  public static final String CONDITIONAL_INFORMATION = "conditional_information_bits";

  /** What stands before a measure's name where it is that of the group that fares worst. */
  public static final String WORST_GROUP = "worst_group_";

  /** The number of groups that have a part in a split's means and no image in it. */
  public static final String EMPTY_GROUPS = "empty_groups";

  /** The images that something was trained on. */
  public static final String TRAIN = "train";

  /** Test images on which the private attribute tells the target. */
  public static final String BIASED = "biased";

  /** Test images, or a weighting of them, on which target and private attribute are independent. */
  public static final String UNBIASED = "unbiased";

  /** Test images, or a group of images, whose private value is not that of their target. */
  public static final String CONFLICTING = "conflicting";

  /** The group of images whose private value goes with their target. */
  public static final String ALIGNED = "aligned";

  /** Every image of a split. */
  public static final String ALL = Measurement.ALL;

  private Metrics() {}
}
