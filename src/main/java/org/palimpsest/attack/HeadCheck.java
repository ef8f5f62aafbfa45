package org.palimpsest.attack;

import java.util.Optional;
import org.palimpsest.metric.Proportion;

/**
 * The encoder's own head held against an attack, on the same images of the attack's training set. Where each
 * target has a private value of its own, the head is itself a linear probe for it, so an attack that reads less has not
 * been trained to its end.
 *
 * @param images how many
 * @param headOnly of how many the head is right and the attack's answer is not
 * @param attackOnly the reverse
 * @param both where either is right
 * @param certified whether the attack is known to be the best of its family ({@link FittedAttack#certified}): if the
 *     head reads more then, it is by a few images that the attack's loss gives up for others
 */
public record HeadCheck(int images, int headOnly, int attackOnly, int both, boolean certified) {

  /**
   * Takes the private value that goes with the predicted target for the head's answer. Empty without a head, and unless
   * each target has a private value of its own ({@link org.palimpsest.metric.Grouping#ownValues}): a head whose classes
   * are merged is no linear probe, and an attack that reads less than it is not undertrained.
   *
   * @param train what the attack was fitted to
   */
  public static Optional<HeadCheck> of(Features train, FittedAttack attack) {
    return train.predicted() == null
        ? Optional.empty()
        : train.grouping().ownValues().map(valueOf -> of(train, valueOf, attack));
  }

  private static HeadCheck of(Features train, int[] valueOf, FittedAttack attack) {
    FittedAttack.TrainingAnswers own = attack.ownAnswers(train);
    int[] count = new int[4];
    for (int i = 0; i < own.rows().length; i++) {
      int truth = train.privateAttributes()[own.rows()[i]];
      boolean head = valueOf[train.predicted()[own.rows()[i]]] == truth;
      count[(head ? 1 : 0) + (own.answers()[i] == truth ? 2 : 0)]++;
    }
    return new HeadCheck(own.rows().length, count[1], count[2], count[3], attack.certified());
  }

  /** How often the head's predicted target is the one whose private value the image has, in [0, 1]. */
  public double headAccuracy() {
    return (double) (both + headOnly) / images;
  }

  /** How often the attack is right there. */
  public double attackAccuracy() {
    return (double) (both + attackOnly) / images;
  }

  /**
   * Whether the head, which the attack could have been, reads more than the attack, beyond chance: of the images that
   * only one of them reads, the 95 % interval of the head's share is above a half. Never so of a certified attack.
   */
  public boolean undertrained() {
    return !certified && Proportion.clearlyMore(headOnly, attackOnly);
  }
}
