package org.palimpsest.report;

import java.util.List;
import java.util.Optional;

/**
 * What a method does to the private attribute, by rules on numbers with 95 % intervals. An interval is over seeds, or
 * over test images where there is one seed.
 *
 * <p>Terms. The <em>floor</em> is the highest score of a control that cannot see the features' private attribute
 * ({@link Ladder#floor}), the <em>line</em> is the floor plus {@link #MARGIN}. An attacker reads <em>clearly</em> if
 * its whole interval lies above the line; attackers read <em>nothing</em> if the whole interval of each lies at or
 * below it, and one of them was trained until it could do no better and is not marked undertrained. Linear attackers
 * are {@code balanced} and {@code linear}; the others are {@code mlp}, {@code knn}, {@code decoder} and
 * {@code published-mlp}; all of them learn from all examples of a source where private attribute and target are
 * independent. Information given the target ({@code conditional_information_bits}, the larger of the linear and the
 * MLP probes') is clear if its interval lies above {@link #BITS}, none if it ends at or below. The reference is Vanilla
 * at the same correlation: the one whose settings are all among the method's own, with most of them, so on the same
 * network where that was measured.
 *
 * <p>The first rule that holds decides:
 *
 * <ol>
 *   <li>{@link #INCONCLUSIVE} if target accuracy is not clearly above chance plus {@link #MARGIN} (features that say
 *       nothing hide everything), if no linear attacker was measured, or if no attacker clearly reads the reference
 *       (then there is nothing to erase);
 *   <li>linear attackers read nothing, and
 *       <ul>
 *         <li>another attacker clearly reads, or information given the target is clear: {@link #HIDES};
 *         <li>the others read nothing, and information given the target is none or was not measured: {@link #ERASES};
 *         <li>else {@link #INCONCLUSIVE};
 *       </ul>
 *   <li>{@link #RE_WEIGHTS} if the private attribute is still read, and target accuracy is clearly above the
 *       reference's (paired by seed). Still read: the interval of the attacker that reads most lies above the middle
 *       between the floor and the upper end of what is read of the reference;
 *   <li>{@link #INCONCLUSIVE}, with the reason.
 * </ol>
 *
 * <p>No correction is made for looking at several attackers and methods.
 */
enum Verdict {
  ERASES("erases"),
  HIDES("hides from linear probes only"),
  RE_WEIGHTS("re-weights"),
  INCONCLUSIVE("inconclusive"),
  /** Vanilla, with which the others are compared. */
  REFERENCE("reference"),
  /** What frames the comparison, such as an untrained network. */
  CONTROL("control");

  /** Of accuracy in [0, 1]: what is nearer to the floor counts as the floor. */
  static final double MARGIN = .05;

  /** Of information given the target: what is less counts as none. */
  static final double BITS = .1;

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** A verdict and the rule that decided. */
  record Ruling(Verdict verdict, String because) {}

  /** What the arm is in the comparison if it is not to be judged, else what the rules say. */
  static Ruling of(Arm arm, Evidence evidence) {
    if (arm.isControl()) {
      return new Ruling(CONTROL, "");
    }
    return arm.isVanilla() && !arm.erased() ? new Ruling(REFERENCE, "") : of(evidence);
  }

  static Ruling of(Evidence evidence) {
    double line = evidence.floor() + MARGIN;
    if (evidence.target().isEmpty() || evidence.target().get().low() <= evidence.chance() + MARGIN) {
      return unclear("target accuracy is not clear of chance");
    }
    if (evidence.linear().isEmpty()) {
      return unclear("no linear attacker on a balanced source");
    }
    Optional<Reading> reference = evidence.reference().flatMap(Evidence.Reference::best);
    if (reference.isPresent() && reference.get().estimate().low() <= line) {
      return unclear("the private attribute is not clearly read from Vanilla either");
    }
    return Reading.below(evidence.linear(), line) ? linearReadsNothing(evidence, line) : stillRead(evidence, line);
  }

  private static Ruling linearReadsNothing(Evidence evidence, double line) {
    if (Reading.above(evidence.nonLinear(), line)) {
      return new Ruling(HIDES, "linear attackers at the floor, " + most(evidence.nonLinear()) + " is not");
    }
    if (evidence.givenTarget().filter(bits -> bits.low() > BITS).isPresent()) {
      return new Ruling(HIDES, "linear attackers at the floor, probes within a digit still read");
    }
    if (!Reading.below(evidence.nonLinear(), line)) {
      return unclear(
          evidence.nonLinear().stream().anyMatch(Reading::conclusive)
              ? "linear attackers are at the floor; whether others are, the intervals leave open"
              : "linear attackers are at the floor; no trained mlp or knn to say whether others are");
    }
    return evidence.givenTarget().filter(bits -> bits.high() > BITS).isPresent()
        ? unclear("all attackers are at the floor, but information given the digit may be left")
        : new Ruling(ERASES, "every attacker is at the floor");
  }

  private static Ruling stillRead(Evidence evidence, double line) {
    if (evidence.reference().isEmpty() || evidence.reference().get().best().isEmpty()) {
      return unclear("no Vanilla on the same network at this correlation to compare with");
    }
    Evidence.Reference reference = evidence.reference().get();
    Estimate best = evidence.best().orElseThrow().estimate();
    double middle = (evidence.floor() + Math.min(1, reference.best().orElseThrow().estimate().high())) / 2;
    if (best.low() <= middle) {
      return unclear(
          best.low() <= line
              ? "the interval of what is read reaches the floor"
              : best.high() < middle
                  ? "partly hidden: clearly some is left, less than half of Vanilla's"
                  : "the interval of what is read holds half of Vanilla's");
    }
    boolean gains = reference.gain().filter(gain -> gain.clear() && gain.mean() > 0).isPresent();
    return gains
        ? new Ruling(RE_WEIGHTS, "target accuracy above Vanilla's, private attribute still read")
        : unclear("private attribute still read, target accuracy not clearly above Vanilla's");
  }

  private static String most(List<Reading> readings) {
    return Reading.best(readings).map(reading -> reading.attack().name()).orElse("");
  }

  private static Ruling unclear(String because) {
    return new Ruling(INCONCLUSIVE, because);
  }
}
