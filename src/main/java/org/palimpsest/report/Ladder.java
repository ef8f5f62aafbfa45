package org.palimpsest.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The attackers of a slice by their strength, and what a reader of nothing scores.
 *
 * <p>Attackers that this class does not know by name have no place on it: whether they are linear cannot be told from
 * results.
 */
record Ladder(Slice slice) {

  static final String CONDITIONAL = "conditional";
  static final String LINEAR_BITS = "linear";
  static final String MLP_BITS = "mlp";
  static final String KNN = "knn";
  static final String INFORMATION = "information_bits";
  static final String CONDITIONAL_INFORMATION = "conditional_information_bits";

  /** From weak to strong, as far as that can be said. */
  private static final List<String> RUNGS =
      List.of(
          Attack.PUBLISHED, "published-mlp", Attack.BALANCED, LINEAR_BITS, MLP_BITS, KNN,
          ReconstructionTable.DECODER);

  private static final Set<String> LINEAR = Set.of(Attack.BALANCED, LINEAR_BITS);
  private static final Set<String> OTHER_KINDS = Set.of(KNN, ReconstructionTable.DECODER);
  private static final Set<String> NON_LINEAR = Set.of("published-mlp", MLP_BITS, KNN, ReconstructionTable.DECODER);

  /** Attackers whose failure means something, if they converged: trained until they can do no better. */
  private static final Set<String> TRAINED_TO_THE_END = Set.of(Attack.BALANCED, LINEAR_BITS, MLP_BITS);

  /** Attackers whose failure means something, and which have nothing to converge. */
  private static final Set<String> NOTHING_TO_TRAIN = Set.of(KNN);

  /** The accuracy of guessing on the unbiased test set; empty without attackers. */
  Optional<Double> chance() {
    return control("chance").map(Estimate::mean);
  }

  /**
   * What can be scored on the unbiased test set without reading the private attribute from features: the highest mean
   * among the controls chance, majority, digit-only and shuffled whose images are coloured independently of the digit.
   */
  Optional<Double> floor() {
    return slice.controls().stream()
        .filter(control -> !control.name().equals(Attack.RAW_PIXEL))
        .filter(control -> Double.isNaN(control.rho()) || balanced(control))
        .flatMap(control -> slice.control(control, Query.UNBIASED).stream())
        .map(Estimate::mean)
        .max(Comparator.naturalOrder());
  }

  /** Whether it learns where private attribute and target are independent. */
  boolean balanced(Attack attack) {
    return chance().filter(chance -> Math.abs(attack.rho() - chance) < 1e-6).isPresent();
  }

  /** Linear attackers on all examples of a balanced source. */
  List<Attack> linear() {
    return slice.attacks().stream().filter(attack -> LINEAR.contains(attack.name()) && whole(attack)).toList();
  }

  /** Non-linear attackers on all examples of a balanced source. */
  List<Attack> nonLinear() {
    return slice.attacks().stream().filter(attack -> NON_LINEAR.contains(attack.name()) && whole(attack)).toList();
  }

  /** Attackers told the target, on all examples of a balanced source. */
  List<Attack> conditional() {
    return slice.attacks().stream().filter(attack -> attack.name().equals(CONDITIONAL) && whole(attack)).toList();
  }

  static boolean thorough(Attack attack) {
    return converges(attack) || NOTHING_TO_TRAIN.contains(attack.name());
  }

  /** Whether its failure means something only if it converged. */
  static boolean converges(Attack attack) {
    return TRAINED_TO_THE_END.contains(attack.name());
  }

  /** Whether it is one of the probes, linear or with one hidden layer, that can be ordered by what they can learn. */
  static boolean probe(Attack attack) {
    return !OTHER_KINDS.contains(attack.name());
  }

  /** One attacker a rung, with the settings nearest to its usual ones, the weakest first. */
  List<Attack> rungs() {
    return RUNGS.stream().flatMap(name -> usual(name).stream()).toList();
  }

  /** The attackers of the paper's own figures: the published one and the balanced one; else the first two there are. */
  List<Attack> principal() {
    List<Attack> known = Stream.of(Attack.PUBLISHED, Attack.BALANCED).flatMap(name -> usual(name).stream()).toList();
    return known.isEmpty() ? slice.attacks().stream().limit(2).toList() : known;
  }

  /** The attacker of that name with usual settings: as published, or on a balanced source. */
  Optional<Attack> usual(String name) {
    return slice.attacks().stream()
        .filter(attack -> attack.name().equals(name))
        .min(
            Comparator.<Attack, Boolean>comparing(a -> !(a.isAsPublished() || balanced(a)))
                .thenComparing(a -> !a.variant().isEmpty()));
  }

  private boolean whole(Attack attack) {
    return balanced(attack) && !attack.variant().contains("examples=");
  }

  private Optional<Estimate> control(String name) {
    return slice.controls().stream()
        .filter(control -> control.name().equals(name))
        .findFirst()
        .flatMap(control -> slice.control(control, Query.UNBIASED));
  }
}
