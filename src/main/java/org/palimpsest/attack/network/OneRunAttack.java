package org.palimpsest.attack.network;

import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.Require;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelView;
import org.palimpsest.attack.Reach;
import org.palimpsest.attack.ModelView.ShadowOutputs;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Measurement;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.privacy.audit.OneRunAudit;
import org.palimpsest.random.Seed;

/**
 * How private can training have been at most? One more network is trained like the one under attack, on a training set
 * in which a fair coin each decided whether some images, the canaries, are in. The coins of those it is surest of
 * ({@link Confidence#LOSS}) are guessed heads, those of the least sure tails; epsilon cannot be smaller than makes so
 * many right guesses credible. Where training promises an epsilon, that is the claim under audit, at its delta; the
 * promise is the one made by this very run. Steinke, Nasr &amp; Jagielski 2023 (arXiv:2305.08846), black box.
 *
 * <p>How many guesses are made is fixed in advance: the best of several numbers would need a correction. Deviation: the
 * training set is smaller by the canaries that are out, and the number of images in it, which the promise takes to be
 * public, says how many those are.
 *
 * <p>Results are those of {@code one-run-audit}, with wrong labels of {@code one-run-audit-mislabelled}, see
 * {@link AuditedEpsilon}.
 *
 * @param canaries m, at least 2
 * @param guesses r, even, in 2..m: half of them heads, half tails
 * @param labels which target a canary has
 * @param delta in (0, 1), where training promises nothing
 */
public record OneRunAttack(int canaries, int guesses, Labels labels, double delta) implements ModelAttack {

  /** Which target a canary has. */
  public enum Labels {
    /** Its own. */
    OWN,
    /** Another one, at random: to get it right, a network must have remembered the image. */
    WRONG
  }

  public OneRunAttack {
    Require.that(canaries >= 2, "canaries", "at least 2", canaries);
    Require.that(
        guesses >= 2 && guesses <= canaries && guesses % 2 == 0, "guesses", "even and in 2..canaries = " + canaries,
        guesses);
    Require.that(labels != null, "labels", "own or wrong", "nothing");
    Require.that(delta > 0 && delta < 1, "delta", "in (0, 1)", delta);
  }

  /** 1,000 canaries with their own labels, 200 guesses, delta 1e-5. */
  public OneRunAttack() {
    this(1000, 200, Labels.OWN, 1e-5);
  }

  @Override
  public String name() {
    return "one-run-audit";
  }

  @Override
  public String title() {
    return "One-run audit";
  }

  @Override
  public String description() {
    return "Bounds epsilon from below: trains one more network, with images in or out by a coin, and guesses the coins";
  }

  @Override
  public int shadows() {
    return 1;
  }

  @Override
  public Optional<Reach> reach() {
    return Optional.empty();
  }

  @Override
  public ModelAttackResult attack(ModelView model, Seed seed) {
    int members = model.members().size();
    Require.that(canaries <= members, "canaries", "at most the %d training images".formatted(members), canaries);
    Canaries drawn = Canaries.of(model.members(), canaries, labels, seed);
    ShadowOutputs audited = model.shadow(0, drawn.train(), drawn.images());
    double[] scores = Confidence.LOSS.of(audited.logits(), drawn.images());
    OneRunAudit audit = OneRunAudit.of(scores, drawn.included(), guesses / 2, guesses / 2);
    double at = audited.promise().map(DpStatement::delta).orElse(delta);
    AuditedEpsilon found =
        new AuditedEpsilon(
            audit.lowerBound(at, Measurement.LEVEL),
            audit.ceiling(at, Measurement.LEVEL),
            canaries,
            guesses,
            audit.correct(),
            at,
            audited.promise().map(p -> OptionalDouble.of(p.pld().epsilon())).orElse(OptionalDouble.empty()));
    String attacker = labels == Labels.OWN ? name() : name() + "-mislabelled";
    return new ModelAttackResult(
        ModelAttackResult.readings(attacker, Optional.empty(), AuditedEpsilon.SPLIT, found.measurements()),
        Optional.empty());
  }
}
