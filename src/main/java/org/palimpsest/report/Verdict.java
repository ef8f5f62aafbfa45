package org.palimpsest.report;

import org.palimpsest.report.results.Ladder;

/**
 * What a method does to the private attribute, in a word. What each asks for is said in one place, {@link #when}, from
 * which the page's explanations are made; {@link Judgement} is the rule, and {@link Verdicts} applies it to a table.
 */
enum Verdict {
  ERASES(
      "erases",
      "every attacker reads less than a tenth of a bit, linear or not or told the target, and names no private value"
          + " over 5 points more often of its images than of others"),
  HIDES(
      "hides from linear probes only",
      "linear attackers read less than a tenth of a bit, and another attacker more"),
  HIDES_PARTLY(
      "hides partly",
      "it is read, and over a tenth of a bit less than from Vanilla of the same target accuracy"),
  RE_WEIGHTS(
      "only re-weights",
      "it is read, and within a tenth of a bit as much as from Vanilla of the same target accuracy"),
  WRITES_OVER(
      "writes over",
      "it is read, and over a tenth of a bit more than from Vanilla of the same target accuracy"),
  IS_READ(
      "is read",
      "an attacker reads over a tenth of a bit; the small print says why that cannot be compared with Vanilla"),
  NOTHING_LEFT("nothing left", "after erasure: as *erases*"),
  LINEAR_REMOVED(
      "linear removed, the rest read",
      "after erasure: linear attackers read less than a tenth of a bit, and another attacker more"),
  STILL_LINEAR("still read linearly", "after erasure: a linear attacker reads over a tenth of a bit"),
  CANNOT_BE_TOLD("cannot be told", "neither of a reading nor of nothing are the numbers evidence"),
  /** Vanilla, with which the others are compared. */
  REFERENCE("reference", ""),
  /** What frames the comparison, such as an untrained network. */
  CONTROL("control", "");

  /** Of accuracy in [0, 1]: what is nearer to the floor counts as the floor. */
  static final double MARGIN = .05;

  /** Of information: what is less counts as none, and two networks that differ by less as alike. */
  static final double BITS = Ladder.CLEAR_BITS;

  /** With fewer seeds, nothing is said but that the private attribute is read. */
  static final int SEEDS = 5;

  private final String words;
  private final String when;

  Verdict(String words, String when) {
    this.words = words;
    this.when = when;
  }

  /** What it asks for; empty for what is no judgement. */
  String when() {
    return when;
  }

  String words() {
    return words;
  }

  /** Whether it judges a method as trained or after erasure, rather than saying what frames the comparison. */
  boolean judges() {
    return !when.isEmpty();
  }

  /** Whether it is said of features from which something was erased, and of no others. */
  boolean afterErasure() {
    return this == NOTHING_LEFT || this == LINEAR_REMOVED || this == STILL_LINEAR;
  }
}
