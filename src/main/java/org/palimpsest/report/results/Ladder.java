package org.palimpsest.report.results;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;

/** The attackers of results by what they can read, and what a reader of nothing scores. */
public record Ladder(Results results) {

  /** An amount of information that counts as some, in bits. */
  public static final double CLEAR_BITS = .1;

  private static final List<Reach> RUNGS = List.of(Reach.PUBLISHED, Reach.LINEAR, Reach.NON_LINEAR);

  /**
   * What can be scored on the headline split without reading the private attribute from features, see {@link
   * Words#privateFloor}. Controls that read nothing only show that nobody scores more.
   */
  public double floor() {
    return results.words().privateFloor();
  }

  /** Whether it learns where private attribute and target are independent. */
  public boolean balanced(AttackKey attack) {
    return results.words().balanced(attack);
  }

  /** What is read from the image itself; empty if nobody tried. */
  public Optional<Double> ceiling() {
    return results.controls().stream()
        .filter(control -> results.roster().reach(control) == Reach.CEILING)
        .flatMap(control -> results.control(control, results.words().headline()).stream())
        .map(Estimate::mean)
        .max(Comparator.naturalOrder());
  }

  /** Linear attackers on all examples of a balanced source. */
  public List<AttackKey> linear() {
    return whole(Reach.LINEAR);
  }

  /** Non-linear attackers on all examples of a balanced source. */
  public List<AttackKey> nonLinear() {
    return whole(Reach.NON_LINEAR);
  }

  /** Attackers told the target, on all examples of a balanced source. */
  public List<AttackKey> conditional() {
    return whole(Reach.GIVEN_TARGET);
  }

  /** One attacker a name, with the settings nearest to its usual ones, by reach. */
  public List<AttackKey> rungs() {
    return RUNGS.stream().flatMap(reach -> usual(reach).stream()).toList();
  }

  /** How many of the rungs are linear: what a line may join, for those after it are of several kinds. */
  public int linearRungs() {
    return usual(Reach.PUBLISHED).size() + usual(Reach.LINEAR).size();
  }

  /** The attack of the paper. */
  public Optional<AttackKey> published() {
    return usual(Reach.PUBLISHED).stream().findFirst();
  }

  /** The converged linear attacker that stands beside it, on a balanced mix. */
  public Optional<AttackKey> balanced() {
    return usual(Reach.LINEAR).stream().findFirst();
  }

  /** The attackers of the paper's own figures: the published one and the balanced one; else the first two there are. */
  public List<AttackKey> principal() {
    List<AttackKey> known = Stream.of(published(), balanced()).flatMap(Optional::stream).toList();
    return known.isEmpty() ? results.attacks().stream().limit(2).toList() : known;
  }

  /** Attackers of one reach, one a name, each with usual settings: as published, or others on a balanced mix. */
  public List<AttackKey> usual(Reach reach) {
    return ofReach(reach).map(AttackKey::name).distinct().flatMap(name -> usual(name).stream()).toList();
  }

  /** Whether it is as published, or learns from a balanced mix. */
  public boolean isUsual(AttackKey attack) {
    return Published.isAsPublished(attack, results.roster()) || balanced(attack);
  }

  private Optional<AttackKey> usual(String name) {
    return results.attacks().stream()
        .filter(attack -> attack.name().equals(name))
        .min(
            Comparator.<AttackKey, Boolean>comparing(a -> results.roster().reach(a) == Reach.PUBLISHED && balanced(a))
                .thenComparing(a -> !isUsual(a))
                .thenComparing(a -> !a.variant().isEmpty()));
  }

  private List<AttackKey> whole(Reach reach) {
    return ofReach(reach).filter(attack -> balanced(attack) && !attack.variant().contains("examples=")).toList();
  }

  private Stream<AttackKey> ofReach(Reach reach) {
    return results.attacks().stream().filter(attack -> results.roster().reach(attack) == reach);
  }
}
