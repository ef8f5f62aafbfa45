package org.palimpsest.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.metric.TwoLevel;
import org.palimpsest.random.Seed;
import org.palimpsest.report.results.EqualAccuracy.Distance;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Text;

/**
 * The rule that makes a {@link Verdict} of {@link Evidence}: two claims with a p-value each, which a table corrects for
 * all of its claims ({@link Verdicts}). In short (the page {@code verdicts.md} has it whole):
 *
 * <ul>
 *   <li><em>Reading.</em> The private attribute is read if the largest of all attackers' bits is above {@link
 *       Verdict#BITS}: from {@link Verdict#SEEDS} seeds on in the mean of other seeds on other images, by bounds that
 *       hold for all attackers together ({@link TwoLevel#pNoneAbove}); with fewer, in every one of these networks, by
 *       the test images. Nothing is read if every attacker's bits are below ({@link
 *       TwoLevel#pSomeAbove}): each has to be shown to be, one that would find it if it were there among the linear
 *       ones, the others and those told the target. An attacker without probabilities counts by its accuracy and the
 *       floor plus {@link Verdict#MARGIN}; after erasure it does not make a reading a linear one, as erasers guard
 *       cross-entropy and not right answers.
 *   <li><em>Comparison</em>, of what is read: the {@link Distance} from the frontier is below, within or above
 *       {@code -BITS..BITS}. These three exclude each other, so that one p-value, the smallest, stands for them.
 * </ul>
 *
 * @param reading the likeliest claim, whether or not it is clear; empty if nothing can be said
 * @param comparison the same of what is read; empty if it cannot be compared
 * @param because what is to be said where the reading is not clear
 * @param incomparable what is to be said where it is, and the comparison is not
 */
record Judgement(Optional<Claim> reading, Optional<Claim> comparison, String because, String incomparable) {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  /** A verdict, what speaks for it, and the chance of such evidence at most if it were wrong. */
  record Claim(Verdict verdict, String because, double p) {}

  static Judgement of(Evidence evidence, int draws) {
    return new Rule(evidence, evidence.seeds(), draws).judgement();
  }

  /** Evidence while it is judged. */
  private record Rule(Evidence evidence, List<Integer> seeds, int draws) {

    Judgement judgement() {
      if (evidence.linear().isEmpty()) {
        return new Judgement(Optional.empty(), Optional.empty(), "no linear attacker on a balanced source", "");
      }
      List<Reading> rest = Stream.concat(evidence.nonLinear().stream(), evidence.givenTarget().stream()).toList();
      List<Reading> everyone = Stream.concat(evidence.linear().stream(), rest.stream()).toList();
      Optional<String> unfit = unfit();
      double read = pRead(evidence.all());
      double linearNothing = pNothing(evidence.linear());
      boolean erased = evidence.erased();
      if (unfit.isEmpty()) {
        double nothing = Math.max(linearNothing, pNothing(rest));
        Optional<String> missing = nothing <= evidence.alpha() ? missing() : Optional.empty();
        if (nothing <= evidence.alpha() && missing.isEmpty()) {
          Verdict verdict = erased ? Verdict.NOTHING_LEFT : Verdict.ERASES;
          return new Judgement(Optional.of(new Claim(verdict, least(everyone), nothing)), Optional.empty(), "", "");
        }
        double hides = Math.max(linearNothing, pRead(rest));
        if (hides <= evidence.alpha() && Reading.anyConclusive(evidence.linear())) {
          String because = "linear %s, %s".formatted(amount(evidence.linear()), amount(rest));
          Verdict verdict = erased ? Verdict.LINEAR_REMOVED : Verdict.HIDES;
          return new Judgement(Optional.of(new Claim(verdict, because, hides)), Optional.empty(), "", "");
        }
        if (nothing <= evidence.alpha()) {
          Claim none = new Claim(Verdict.CANNOT_BE_TOLD, missing.get(), 1);
          return new Judgement(Optional.of(none), Optional.empty(), missing.get(), "");
        }
      }
      boolean linearly = erased && pRead(evidence.linear().stream().filter(Reading::inBits).toList()) <= evidence.alpha();
      Claim claim =
          new Claim(linearly ? Verdict.STILL_LINEAR : Verdict.IS_READ, amount(evidence.all()), read);
      String open = amount(evidence.all()) + unfit.map(why -> "; " + why).orElse(": neither clearly something nor clearly nothing");
      return erased
          ? new Judgement(Optional.of(claim), Optional.empty(), open, linearly ? "" : unfit.orElse(""))
          : comparison(claim, unfit, open);
    }

    private Judgement comparison(Claim claim, Optional<String> unfit, String open) {
      if (unfit.isPresent()) {
        return new Judgement(Optional.of(claim), Optional.empty(), open, unfit.get());
      }
      if (evidence.distance().isEmpty()) {
        return new Judgement(
            Optional.of(claim), Optional.empty(), open, "to compare it at equal target accuracy takes a frontier");
      }
      Distance distance = evidence.distance().get();
      if (!distance.known()) {
        return new Judgement(Optional.of(claim), Optional.empty(), open, distance.because());
      }
      if (distance.seeds() < Verdict.SEEDS) {
        return new Judgement(Optional.of(claim), Optional.empty(), open, few(distance.seeds()));
      }
      String from = "%s bits [%s, %s] from the frontier at its target accuracy"
          .formatted(
              Text.signed(distance.mean(), 2), Text.signed(distance.interval().low(), 2),
              Text.signed(distance.interval().high(), 2));
      Claim best =
          Stream.of(
                  new Claim(Verdict.HIDES_PARTLY, from, TwoLevel.pAbove(distance.draws(), -Verdict.BITS)),
                  new Claim(Verdict.RE_WEIGHTS, from, TwoLevel.pNotEquivalent(distance.draws(), Verdict.BITS)),
                  new Claim(Verdict.WRITES_OVER, from, TwoLevel.pBelow(distance.draws(), Verdict.BITS)))
              .min((a, b) -> Double.compare(a.p(), b.p()))
              .orElseThrow();
      return new Judgement(Optional.of(claim), Optional.of(best), open, from + ", which leaves it open");
    }

    /** Why no more can be said than that it is read; empty if more can. */
    private Optional<String> unfit() {
      double answers = evidence.targetChance() + Verdict.MARGIN;
      if (evidence.target().isEmpty() || evidence.target().get().low() <= answers) {
        boolean below = evidence.target().filter(target -> target.high() > answers).isEmpty();
        return Optional.of(
            "target accuracy is " + (below ? "less than " : "not clearly ")
                + Text.decimal(100 * Verdict.MARGIN, 0) + " points above chance");
      }
      return seeds.size() < Verdict.SEEDS ? Optional.of(few(seeds.size())) : Optional.empty();
    }

    private static String few(int seeds) {
      return (seeds == 1 ? "one seed" : seeds + " seeds") + ", and " + Verdict.SEEDS + " are needed to say more";
    }

    /** What keeps failures from being evidence of absence; empty if nothing does. */
    private Optional<String> missing() {
      List<Reading> theirs = evidence.reference().map(Evidence.Reference::readings).orElse(List.of());
      if (!theirs.isEmpty() && new Rule(evidence, theirs.get(0).bySeed().keySet().stream().toList(), draws).pRead(theirs) > evidence.alpha()) {
        return Optional.of("the private attribute is not clearly read from Vanilla either");
      }
      String why = "nothing is read, but no conclusive %s attacker says so";
      if (!Reading.anyConclusive(evidence.linear())) {
        return Optional.of(why.formatted("linear"));
      } else if (!Reading.anyConclusive(evidence.nonLinear())) {
        return Optional.of(why.formatted("non-linear"));
      } else if (!Reading.anyConclusive(evidence.givenTarget())) {
        return Optional.of("nothing is read, but no conclusive attacker that is told the target says so");
      }
      return evidence.worstAdvantage().filter(advantage -> advantage > Verdict.MARGIN).isPresent()
          ? Optional.of(
              "little is read over all, but one private value is named up to %s points more often of its own images than of others"
                  .formatted(Text.percent(evidence.worstAdvantage().get())))
          : Optional.empty();
    }

    /** Of "none of them reads more than its line". */
    private double pRead(List<Reading> readings) {
      if (readings.isEmpty() || seeds.isEmpty()) {
        return 1;
      } else if (seeds.size() >= Verdict.SEEDS) {
        return excess(readings).map(e -> e.pNoneAbove(0)).orElse(1.0);
      }
      double everySeed = 0;
      for (int seed : seeds) {
        double largest = Double.NEGATIVE_INFINITY;
        for (Reading reading : readings) {
          if (reading.imageError() > 0 && reading.bySeed().containsKey(seed)) {
            largest = Math.max(largest, (reading.bySeed().get(seed) - reading.line()) / reading.imageError());
          }
        }
        everySeed = Math.max(everySeed, Math.min(1, readings.size() * (1 - NORMAL.cumulativeProbability(largest))));
      }
      return everySeed;
    }

    /** Of "one of them reads more than its line". */
    private double pNothing(List<Reading> readings) {
      return seeds.size() < 2 ? 1 : excess(readings).map(e -> e.pSomeAbove(0)).orElse(1.0);
    }

    /** What each reads beyond its line; empty if some seed is missing. */
    private Optional<TwoLevel> excess(List<Reading> readings) {
      if (readings.isEmpty() || seeds.isEmpty() || !readings.stream().allMatch(one -> one.bySeed().keySet().containsAll(seeds))) {
        return Optional.empty();
      }
      double[][] values =
          readings.stream()
              .map(one -> seeds.stream().mapToDouble(seed -> one.bySeed().get(seed) - one.line()).toArray())
              .toArray(double[][]::new);
      double[] errors = readings.stream().mapToDouble(Reading::imageError).toArray();
      return Optional.of(TwoLevel.of(values, errors, draws, new Seed(0).derive("verdict")));
    }

    /** The most that any of them reads, with its interval and its name. */
    private static String amount(List<Reading> readings) {
      return Reading.best(readings).map(Rule::amount).orElse("nothing");
    }

    private static String amount(Reading reading) {
      Estimate estimate = reading.estimate();
      String text =
          reading.inBits()
              ? Text.signed(estimate.mean(), 2) + " bits"
                  + estimate.interval().map(i -> " [%s, %s]".formatted(Text.signed(i.low(), 2), Text.signed(i.high(), 2))).orElse("")
              : Text.share(estimate) + " %";
      return text + " by " + reading.attack().name();
    }

    /** Where everything is read least. */
    private String least(List<Reading> readings) {
      return "at most " + amount(readings)
          + (evidence.worstAdvantage().isEmpty() ? "; how often each value is named was not recorded" : "");
    }
  }
}
