package org.palimpsest.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;

/**
 * The numbers that a {@link Verdict} is made from; accuracies on the unbiased test set, in [0, 1].
 *
 * @param targetChance the accuracy of guessing the target
 * @param floor what is scored without reading the private attribute from features ({@link Ladder#floor})
 * @param linear attackers that are linear, on a balanced mix
 * @param nonLinear those that are not
 * @param givenTarget the largest information about the private attribute given the target, in bits
 * @param reference Vanilla under the same condition, on the same network where that was measured; empty if neither was
 */
record Evidence(
    Optional<Estimate> target,
    double targetChance,
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
  static Optional<Evidence> of(Results results, Case at) {
    Ladder ladder = new Ladder(results);
    if (results.attacks().isEmpty()) {
      return Optional.empty();
    }
    Optional<Estimate> given =
        ladder.conditional().stream()
            .flatMap(
                attack ->
                    results
                        .estimate(results.headline(at, attack, Metrics.CONDITIONAL_INFORMATION))
                        .stream())
            .max(Comparator.comparingDouble(Estimate::mean));
    return Optional.of(
        new Evidence(
            results.estimate(results.target(at)),
            results.words().targetChance(),
            ladder.floor(),
            Reading.of(results, at, ladder.linear()),
            Reading.of(results, at, ladder.nonLinear()),
            given,
            reference(results, at).map(arm -> reference(results, ladder, at, arm))));
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

  private static Reference reference(Results results, Ladder ladder, Case at, Arm arm) {
    Case there = new Case(arm, at.condition());
    List<AttackKey> attacks = Stream.concat(ladder.linear().stream(), ladder.nonLinear().stream()).toList();
    return new Reference(
        arm,
        Reading.best(Reading.of(results, there, attacks)),
        Difference.of(results, results.target(at), results.target(there)));
  }

  /** Of the Vanilla arms measured there whose settings are all among this one's, the one with most. */
  private static Optional<Arm> reference(Results results, Case at) {
    Set<String> settings = at.arm().settings();
    return results.grid().arms().stream()
        .filter(arm -> results.roster().isBaseline(arm) && !arm.erased() && settings.containsAll(arm.settings()))
        .filter(arm -> results.estimate(results.target(new Case(arm, at.condition()))).isPresent())
        .max(Comparator.comparingInt(arm -> arm.settings().size()));
  }
}
