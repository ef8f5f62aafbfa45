package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Leakage;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;

/**
 * What an attack read. Per split: {@code private_accuracy} (all, aligned, conflicting, and on the images of each
 * private value by its number, {@code private=3}: its recall), {@code worst_group_private_accuracy}, {@code private_advantage} over chance, and
 * {@code attacker_target_agreement}, how often the answer equals the true <em>target</em>, and what the attack adds
 * ({@link FittedAttack#measure}). Of an attack with {@link FittedAttack#repetitions} their means, with intervals over
 * repetitions.
 *
 * @param attacker the attacker's name
 * @param source what it learned from; null for guessing, which learns from nothing
 * @param diagnostics how the fit went, by metric name; measured on the attack's training images
 * @param headCheck empty where there is no head, where its answer tells no private value ({@link HeadCheck#of}), and
 *     for a control, which reads no features
 * @param splits measurements by split, in the order in which the splits were given
 */
public record AttackResult(
    String attacker,
    AttackSource source,
    Map<String, Double> diagnostics,
    Optional<HeadCheck> headCheck,
    Map<String, List<Measurement>> splits) {

  /** Fits {@code attacker} to {@code train} and lets it read every split. */
  public static AttackResult of(Attacker attacker, Features train, Map<String, Features> splits, Seed seed) {
    FittedAttack attack = attacker.fit(train, seed);
    Optional<HeadCheck> headCheck =
        attacker.reach().isControl() ? Optional.empty() : HeadCheck.of(train, attack);
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    splits.forEach(
        (split, features) ->
            measured.put(
                split,
                Repetitions.mean(attack.repetitions().stream().map(one -> measure(one, features)).toList())));
    return new AttackResult(
        attacker.name(),
        attacker.source(),
        attack.diagnostics(),
        headCheck,
        Collections.unmodifiableMap(measured));
  }

  /** The fit as rows: the diagnostics, and of the head check {@code head_private_accuracy} and {@code undertrained}. */
  public List<Measurement> fitMeasurements() {
    List<Measurement> rows = new ArrayList<>();
    diagnostics.forEach((metric, value) -> rows.add(Measurement.plain(metric, value)));
    headCheck.ifPresent(
        check -> {
          rows.add(Measurement.plain(Metrics.HEAD_PRIVATE_ACCURACY, check.headAccuracy()));
          rows.add(Measurement.plain(Metrics.UNDERTRAINED, check.undertrained() ? 1 : 0));
        });
    return rows;
  }

  private static List<Measurement> measure(FittedAttack attack, Features features) {
    int[] answers = attack.predict(features);
    GroupedAccuracy accuracy = features.accuracy(answers, features.privateAttributes());
    List<Measurement> rows = new ArrayList<>(accuracy.measurements(Metrics.PRIVATE_ACCURACY));
    rows.addAll(accuracy.privateValueMeasurements(Metrics.PRIVATE_ACCURACY));
    rows.add(Leakage.measurement(accuracy.all(), features.classes()));
    rows.add(
        Measurement.of(
            Metrics.TARGET_AGREEMENT, Measurement.ALL, features.accuracy(answers, features.targets()).all()));
    rows.addAll(attack.measure(features));
    return rows;
  }
}
