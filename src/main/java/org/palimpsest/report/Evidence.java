package org.palimpsest.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The numbers that a {@link Verdict} is made from; accuracies on the unbiased test set, in [0, 1].
 *
 * @param floor what is scored without reading the private attribute from features ({@link Ladder#floor})
 * @param linear attackers that are linear, on a balanced source
 * @param nonLinear those that are not
 * @param givenTarget the largest information about the private attribute given the target, in bits
 * @param reference Vanilla at the same correlation, on the same network where that was measured; empty if neither was
 */
record Evidence(
    Optional<Estimate> target,
    double chance,
    double floor,
    List<Reading> linear,
    List<Reading> nonLinear,
    Optional<Estimate> givenTarget,
    Optional<Reference> reference) {

  /**
   * What a method is compared with.
   *
   * @param best the most that any attacker reads from it
   * @param gain the method's target accuracy minus this one's, paired by seed
   */
  record Reference(Arm arm, Optional<Reading> best, Optional<Difference> gain) {}

  /** Empty without attackers: there is no floor then. */
  static Optional<Evidence> of(Slice slice, Condition at) {
    Ladder ladder = new Ladder(slice);
    if (ladder.chance().isEmpty() || ladder.floor().isEmpty()) {
      return Optional.empty();
    }
    Optional<Estimate> given =
        ladder.conditional().stream()
            .flatMap(
                attack ->
                    slice
                        .estimate(Query.of(at, attack, Query.UNBIASED, Ladder.CONDITIONAL_INFORMATION))
                        .stream())
            .max(Comparator.comparingDouble(Estimate::mean));
    return Optional.of(
        new Evidence(
            slice.estimate(Query.target(at)),
            ladder.chance().get(),
            ladder.floor().get(),
            Reading.of(slice, at, ladder.linear()),
            Reading.of(slice, at, ladder.nonLinear()),
            given,
            reference(slice, at).map(arm -> reference(slice, ladder, at, arm))));
  }

  /** The attacker that reads most, linear or not. */
  Optional<Reading> best() {
    return Reading.best(Stream.concat(linear.stream(), nonLinear.stream()).toList());
  }

  /** (best - floor) / (reference's best - floor): the share of what can be read from Vanilla that is still there. */
  Optional<Double> kept() {
    return best().flatMap(mine -> reference.flatMap(Reference::best).flatMap(theirs -> share(mine, theirs)));
  }

  private Optional<Double> share(Reading mine, Reading theirs) {
    double whole = theirs.estimate().mean() - floor;
    return whole > 0 ? Optional.of((mine.estimate().mean() - floor) / whole) : Optional.empty();
  }

  private static Reference reference(Slice slice, Ladder ladder, Condition at, Arm arm) {
    Condition there = new Condition(arm, at.rho());
    List<Attack> attacks = Stream.concat(ladder.linear().stream(), ladder.nonLinear().stream()).toList();
    return new Reference(
        arm,
        Reading.best(Reading.of(slice, there, attacks)),
        Difference.of(slice, Query.target(at), Query.target(there)));
  }

  /** Of the Vanilla arms measured there whose settings are all among this one's, the one with most. */
  private static Optional<Arm> reference(Slice slice, Condition at) {
    Set<String> settings = at.arm().settings();
    return slice.arms().stream()
        .filter(arm -> arm.isVanilla() && !arm.erased() && settings.containsAll(arm.settings()))
        .filter(arm -> slice.estimate(Query.target(new Condition(arm, at.rho()))).isPresent())
        .max(Comparator.comparingInt(arm -> arm.settings().size()));
  }
}
