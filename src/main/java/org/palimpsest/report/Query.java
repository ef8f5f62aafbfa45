package org.palimpsest.report;

/** What was measured on what, apart from the seed: the address of one {@link Estimate}. */
record Query(Arm arm, double rho, Attack attack, String split, String group, String metric) {

  static final String UNBIASED = "unbiased";
  static final String TARGET = "target_accuracy";
  static final String PRIVATE = "private_accuracy";

  /** A measure over the whole split. */
  static Query of(Condition at, Attack attack, String split, String metric) {
    return new Query(at.arm(), at.rho(), attack, split, "all", metric);
  }

  /** The encoder's target accuracy on the test set where colour and digit are independent. */
  static Query target(Condition at) {
    return of(at, Attack.NONE, UNBIASED, TARGET);
  }

  /** The attacker's private-class accuracy on the test set where colour and digit are independent. */
  static Query leak(Condition at, Attack attack) {
    return of(at, attack, UNBIASED, PRIVATE);
  }
}
