package org.palimpsest.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a membership score achieves, as rows: {@code membership_auc}, {@code membership_balanced_accuracy}, and
 * {@code membership_tpr_at_fpr_<rate>} on a grid of false positive rates, the curve on log axes.
 */
public final class Membership {

  /** False positive rates of the curve, ascending. */
  public static final List<Double> RATES =
      List.of(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5);

  /** The name that results have for training images and others together. */
  public static final String SPLIT = "membership";

  /** The group of conflicting members, all of them, against as many conflicting others of the same groups. */
  public static final String MATCHED = "conflicting_matched";

  public static final String AUC = "membership_auc";
  public static final String BALANCED_ACCURACY = "membership_balanced_accuracy";

  /** Before a false positive rate, the name of the true positive rate there. */
  public static final String TRUE_POSITIVES_AT = "membership_tpr_at_fpr_";

  /** A curve through fewer images of either kind says nothing. */
  public static final int SMALLEST_GROUP = 10;

  private Membership() {}

  /**
   * All there is to say about a score. A false positive rate below one non-member is left out, for none can be
   * measured there.
   *
   * @param members scores of members (m), m at least 4
   * @param nonMembers scores of non-members (n), n at least 4
   */
  public static List<Measurement> measurements(double[] members, double[] nonMembers) {
    Roc roc = new Roc(members, nonMembers);
    List<Measurement> rows = new ArrayList<>();
    rows.add(auc(Measurement.ALL, roc));
    rows.add(balancedAccuracy(members, nonMembers));
    for (double rate : RATES) {
      if (rate * nonMembers.length >= 1) {
        Proportion hits = roc.truePositives(rate);
        Interval interval = roc.truePositivesInterval(rate, Measurement.LEVEL);
        rows.add(
            new Measurement(
                TRUE_POSITIVES_AT + name(rate), Measurement.ALL, hits.value(), interval.low(), interval.high(),
                hits.n()));
      }
    }
    return rows;
  }

  /** The false positive rate as metrics are named: {@code 0.01}. */
  public static String name(double rate) {
    return new BigDecimal(Double.toString(rate)).stripTrailingZeros().toPlainString();
  }

  /** The area under the curve as a row of one group of images. */
  public static Measurement auc(String group, Roc roc) {
    Interval interval = roc.aucInterval(Measurement.LEVEL);
    int n = roc.members().length + roc.nonMembers().length;
    return new Measurement(AUC, group, roc.auc(), interval.low(), interval.high(), n);
  }

  /**
   * The mean of the shares of members and of non-members that are told right. The threshold for every other image is
   * the best one of the images between, so that it is not chosen on the images it is judged on. The interval joins
   * Wilson's of the two shares (MOVER: Zou and Donner, Statistics in Medicine 2008, 27:1693-1702).
   */
  static Measurement balancedAccuracy(double[] members, double[] nonMembers) {
    int hits = 0;
    int rejections = 0;
    for (int half = 0; half < 2; half++) {
      double threshold = new Roc(every(members, 1 - half), every(nonMembers, 1 - half)).bestThreshold();
      Roc judged = new Roc(every(members, half), every(nonMembers, half));
      hits += judged.members(threshold).hits();
      rejections += judged.nonMembers(threshold).hits();
    }
    Proportion found = new Proportion(hits, members.length);
    Proportion cleared = new Proportion(rejections, nonMembers.length);
    Interval a = found.wilson(Measurement.LEVEL);
    Interval b = cleared.wilson(Measurement.LEVEL);
    double value = (found.value() + cleared.value()) / 2;
    double down = Math.hypot(found.value() - a.low(), cleared.value() - b.low()) / 2;
    double up = Math.hypot(a.high() - found.value(), b.high() - cleared.value()) / 2;
    return new Measurement(
        BALANCED_ACCURACY, Measurement.ALL, value, value - down, value + up, members.length + nonMembers.length);
  }

  private static double[] every(double[] scores, int half) {
    return IntStream.range(0, scores.length).filter(i -> i % 2 == half).mapToDouble(i -> scores[i]).toArray();
  }
}
