package org.palimpsest.attack;

import org.palimpsest.metric.Proportion;

/**
 * The encoder's own head held against an attack. Where target and private attribute share their labels, the head is
 * itself a linear probe on the features, so a linear attack that reads less from its own training images has not
 * been trained to its end.
 *
 * @param headAccuracy how often the head's predicted target equals the private attribute on the attack's training
 *     images, in [0, 1]
 * @param attackAccuracy how often the attack is right there
 */
public record HeadCheck(double headAccuracy, double attackAccuracy) {

  /** @param train what the attack was fitted to; must have the head's predictions */
  public static HeadCheck of(Features train, FittedAttack attack) {
    Require.that(train.predicted() != null, "train.predicted", "the head's predictions", "nothing");
    return new HeadCheck(
        Proportion.agreement(train.predicted(), train.privateAttributes()).value(),
        attack.diagnostics().get("train_accuracy"));
  }

  /** Whether the head, which the attack could have been, reads more than the attack. */
  public boolean undertrained() {
    return attackAccuracy < headAccuracy;
  }
}
