package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Multiplicity;
import org.palimpsest.report.Judgement.Claim;
import org.palimpsest.report.results.EqualAccuracy;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Roster;

/**
 * The verdicts of a table, corrected for all of its claims: of each case that something is read or that nothing is, and
 * how that compares with the frontier ({@link Multiplicity#holm}). A comparison that does not survive leaves the
 * reading; a reading that does not leaves {@link Verdict#CANNOT_BE_TOLD}.
 */
record Verdicts(Map<Case, Ruling> rulings) {

  /**
   * A verdict and what decided it.
   *
   * @param verdict what the table says: controls and Vanilla are not judged
   * @param rule what the rule says of them all the same
   * @param because why
   */
  record Ruling(Verdict verdict, Verdict rule, String because, Evidence evidence) {}

  /** Of networks as trained, or after erasure; cases with a linear attacker. */
  static Verdicts of(Results results, boolean erased) {
    return of(results, erased, EqualAccuracy.DRAWS);
  }

  static Verdicts of(Results results, boolean erased, int draws) {
    Map<Case, Evidence> evidence = new LinkedHashMap<>();
    for (List<Case> cases : results.grid().byCondition().values()) {
      for (Case at : cases) {
        if (at.arm().erased() == erased) {
          Evidence.of(results, at, draws).filter(one -> !one.linear().isEmpty()).ifPresent(one -> evidence.put(at, one));
        }
      }
    }
    return of(evidence, results.roster(), draws);
  }

  static Verdicts of(Map<Case, Evidence> evidence, Roster roster, int draws) {
    Map<Case, Judgement> judgements = new LinkedHashMap<>();
    evidence.forEach((at, one) -> judgements.put(at, Judgement.of(one, draws)));
    List<Claim> claims = new ArrayList<>();
    judgements.values().forEach(
        one -> {
          one.reading().ifPresent(claims::add);
          one.comparison().ifPresent(claims::add);
        });
    double[] adjusted = Multiplicity.holm(claims.stream().mapToDouble(Claim::p).toArray());
    Map<Case, Ruling> rulings = new LinkedHashMap<>();
    int next = 0;
    for (Map.Entry<Case, Judgement> entry : judgements.entrySet()) {
      Case at = entry.getKey();
      Judgement judgement = entry.getValue();
      Evidence own = evidence.get(at);
      boolean reads = judgement.reading().isPresent() && adjusted[next++] <= own.alpha();
      boolean compares = judgement.comparison().isPresent() && adjusted[next++] <= own.alpha() && reads;
      Claim said = compares ? judgement.comparison().get() : judgement.reading().filter(claim -> reads).orElse(
          new Claim(Verdict.CANNOT_BE_TOLD, cannot(judgement, claims.size()), 1));
      String because = said.because() + (compares || !reads || judgement.incomparable().isEmpty() ? "" : "; " + judgement.incomparable());
      boolean control = roster.isControl(at.arm()) && !at.arm().erased();
      boolean reference = roster.isBaseline(at.arm()) && !at.arm().erased();
      Verdict shown = control ? Verdict.CONTROL : reference ? Verdict.REFERENCE : said.verdict();
      rulings.put(at, new Ruling(shown, said.verdict(), because, own));
    }
    return new Verdicts(rulings);
  }

  private static String cannot(Judgement judgement, int claims) {
    return judgement.reading().filter(claim -> claim.p() <= Multiplicity.ALPHA)
        .map(claim -> "%s: %s; not clear among %d claims".formatted(claim.verdict().words(), claim.because(), claims))
        .orElse(judgement.because());
  }

  /** One case's. */
  Optional<Ruling> of(Case at) {
    return Optional.ofNullable(rulings.get(at));
  }
}
