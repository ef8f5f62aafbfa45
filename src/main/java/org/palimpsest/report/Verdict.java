package org.palimpsest.report;

import java.util.List;
import java.util.Optional;
import org.palimpsest.experiment.Arm;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Roster;
import org.palimpsest.report.results.Text;

/**
 * What a method does to the private attribute, by rules on numbers with 95 % intervals. An interval is over seeds, or
 * over test images where there is one seed.
 *
 * <p>Terms. The <em>floor</em> is the highest score of a control that cannot read the private attribute from features
 * ({@link Ladder#floor}), the <em>line</em> is the floor plus {@link #MARGIN}. An attacker reads <em>clearly</em> if
 * its whole interval lies above the line; attackers read <em>nothing</em> if the whole interval of each lies at or
 * below it, and one of them was trained until it could do no better and is not marked undertrained. Attackers
 * declare whether they are linear; all that count learn from all examples of a mix where private attribute and target
 * are independent. Information given the target ({@code conditional_information_bits}, the larger of the linear and the
 * MLP probes') is clear if its interval lies above {@link #BITS}, none if it ends at or below. The reference is Vanilla
 * under the same condition: the one whose settings are all among the method's own, with most of them, so on the same
 * network where that was measured.
 *
 * <p>The first rule that holds decides. What each verdict asks for is said in one place, {@link #when}, from which the
 * page's explanations are made.
 *
 * <ol>
 *   <li>{@link #INCONCLUSIVE} if target accuracy is not clearly above chance plus {@link #MARGIN} (features that say
 *       nothing hide everything), if no linear attacker was measured, or if no attacker clearly reads the reference
 *       (then there is nothing to erase);
 *   <li>where linear attackers read nothing {@link #HIDES}, {@link #ERASES}, or {@link #INCONCLUSIVE};
 *   <li>else {@link #RE_WEIGHTS}. Over half: the interval of the attacker that reads most lies above the middle between
 *       the floor and the upper end of what is read of the reference; clearly: paired by seed;
 *   <li>{@link #INCONCLUSIVE}, with the reason.
 * </ol>
 *
 * <p>No correction is made for looking at several attackers and methods.
 */
enum Verdict {
  ERASES(
      "erases",
      "linear attackers read nothing, nor do the others, and what probes told the target find, where they were asked, is"
          + " below a line of its own"),
  HIDES(
      "hides from linear probes only",
      "linear attackers read nothing, but another attacker clearly reads, or probes told the target clearly find"
          + " information"),
  RE_WEIGHTS(
      "re-weights",
      "the private attribute is still read, over half of what is read from Vanilla, and target accuracy is clearly above"
          + " Vanilla's"),
  INCONCLUSIVE("inconclusive", "all else, and the small print says why"),
  /** Vanilla, with which the others are compared. */
  REFERENCE("reference", ""),
  /** What frames the comparison, such as an untrained network. */
  CONTROL("control", "");

  /** Of accuracy in [0, 1]: what is nearer to the floor counts as the floor. */
  static final double MARGIN = .05;

  /** Of information given the target: what is less counts as none. */
  static final double BITS = Ladder.CLEAR_BITS;

  private final String words;
  private final String when;

  Verdict(String words, String when) {
    this.words = words;
    this.when = when;
  }

  /** What it asks for, with the words explained above; empty for what is no judgement. */
  String when() {
    return when;
  }

  String words() {
    return words;
  }

  /** A verdict and the rule that decided. */
  record Ruling(Verdict verdict, String because) {}

  /** What the arm is in the comparison if it is not to be judged, else what the rules say. */
  static Ruling of(Arm arm, Roster roster, Evidence evidence) {
    if (roster.isControl(arm)) {
      return new Ruling(CONTROL, "");
    }
    return roster.isBaseline(arm) && !arm.erased() ? new Ruling(REFERENCE, "") : of(evidence);
  }

  static Ruling of(Evidence evidence) {
    double line = evidence.floor() + MARGIN;
    double answers = evidence.targetChance() + MARGIN;
    if (evidence.target().isEmpty() || evidence.target().get().low() <= answers) {
      boolean below = evidence.target().filter(target -> target.high() > answers).isEmpty();
      return unclear(
          "target accuracy is " + (below ? "less than " : "not clearly ") + Text.decimal(100 * MARGIN, 0)
              + " points above chance");
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
              : "linear attackers are at the floor; no conclusive other attacker to say whether the others are");
    }
    return evidence.givenTarget().filter(bits -> bits.high() > BITS).isPresent()
        ? unclear("all attackers are at the floor, but information given the digit may be left")
        : new Ruling(ERASES, "every attacker is at the floor");
  }

  private static Ruling stillRead(Evidence evidence, double line) {
    if (evidence.reference().isEmpty() || evidence.reference().get().best().isEmpty()) {
      return unclear("no Vanilla on the same network under this condition to compare with");
    }
    Evidence.Reference reference = evidence.reference().get();
    Estimate best = evidence.best().orElseThrow().estimate();
    double middle = (evidence.floor() + Math.min(1, reference.best().orElseThrow().estimate().high())) / 2;
    if (best.low() <= middle) {
      return unclear(
          best.low() <= line
              ? "the interval of what is read reaches the floor"
              : best.high() < middle
                  ? "partly hidden, %s of %s %% are read"
                      .formatted(
                          Text.percent(best.mean()),
                          Text.percent(reference.best().orElseThrow().estimate().mean()))
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
