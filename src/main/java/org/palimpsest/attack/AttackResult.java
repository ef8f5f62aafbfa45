package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Leakage;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/**
 * What an attack read. Per split: {@code private_accuracy} (all, aligned, conflicting, and on the images of each
 * private value by its number, {@code private=3}: its recall), {@code worst_group_private_accuracy},
 * {@code private_advantage} over chance, and {@code attacker_target_agreement}, how often the answer equals the true
 * <em>target</em>, and what the attack adds ({@link FittedAttack#measure}). Of an attack with
 * {@link FittedAttack#repetitions} their means, with intervals over repetitions.
 *
 * @param attacker the attacker's name
 * @param source what it learned from; null for guessing, which learns from nothing
 * @param diagnostics how the fit went, by metric name; measured on the attack's training images
 * @param headCheck empty where there is no head, where its answer tells no private value ({@link HeadCheck#of}), and
 *     for a control, which reads no features
 * @param dominated whether an attacker of a smaller kind clearly reads more; empty if there is none to compare with
 * @param splits measurements by split, in the order in which the splits were given
 * @param answers what it says of every image, by split
 */
public record AttackResult(
    String attacker,
    AttackSource source,
    Map<String, Double> diagnostics,
    Optional<HeadCheck> headCheck,
    Optional<Boolean> dominated,
    Map<String, List<Measurement>> splits,
    Map<String, Answers> answers) {

  /**
   * What an attack says of each image of a split, in its order; of an attack with repetitions what the first says.
   *
   * @param values the private value that it reads (N)
   * @param savedBits by how many bits the image's private value costs it less than who knows frequencies alone (N); empty
   *     if it knows no probabilities
   */
  public record Answers(int[] values, Optional<double[]> savedBits) {}

  /** Fits {@code attacker} to {@code train} and lets it read every split. */
  public static AttackResult of(Attacker attacker, Features train, Map<String, Features> splits, Seed seed) {
    FittedAttack attack = attacker.fit(train, seed);
    Optional<HeadCheck> headCheck =
        attacker.reach().isControl() ? Optional.empty() : HeadCheck.of(train, attack);
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    Map<String, Answers> answers = new LinkedHashMap<>();
    splits.forEach(
        (split, features) -> {
          Answers first =
              splits.entrySet().stream()
                  .filter(other -> answers.containsKey(other.getKey()) && sameImages(other.getValue(), features))
                  .map(other -> answers.get(other.getKey()))
                  .findFirst()
                  .orElseGet(() -> new Answers(attack.predict(features), attack.savedBits(features)));
          answers.put(split, first);
          List<FittedAttack> all = attack.repetitions();
          measured.put(
              split,
              all.size() == 1
                  ? measure(attack, first.values(), features)
                  : Repetitions.mean(
                      all.parallelStream().map(one -> measure(one, one.predict(features), features)).toList()));
        });
    return new AttackResult(
        attacker.name(),
        attacker.source(),
        attack.diagnostics(),
        headCheck,
        Optional.empty(),
        Collections.unmodifiableMap(measured),
        Collections.unmodifiableMap(answers));
  }

  /** Whether two splits are the same images, which only count otherwise: they are asked about once. */
  private static boolean sameImages(Features one, Features other) {
    return one.rows() == other.rows()
        && one.predicted() == other.predicted()
        && Arrays.equals(one.targets(), other.targets())
        && Arrays.equals(one.privateAttributes(), other.privateAttributes());
  }

  /** The same under another name. */
  public AttackResult as(String name) {
    return new AttackResult(name, source, diagnostics, headCheck, dominated, splits, answers);
  }

  /**
   * The same, held against an attack of a smaller kind that learned from the same images: it is dominated if, of the
   * images of a split that only one of them reads, the 95 % interval of the other's share is above a half.
   *
   * @param split which is compared
   * @param truth the private values of its images
   */
  public AttackResult against(AttackResult smaller, String split, int[] truth) {
    int[] own = answers.get(split).values();
    int[] other = smaller.answers.get(split).values();
    int ownOnly = 0;
    int otherOnly = 0;
    for (int i = 0; i < truth.length; i++) {
      ownOnly += own[i] == truth[i] && other[i] != truth[i] ? 1 : 0;
      otherOnly += own[i] != truth[i] && other[i] == truth[i] ? 1 : 0;
    }
    boolean beaten = Proportion.clearlyMore(otherOnly, ownOnly);
    return new AttackResult(
        attacker, source, diagnostics, headCheck, Optional.of(beaten || dominated.orElse(false)), splits, answers);
  }

  /**
   * The fit as rows: the diagnostics, of the head check {@code head_private_accuracy}, {@code dominated}, and
   * {@code undertrained}, where anything can tell.
   */
  public List<Measurement> fitMeasurements() {
    List<Measurement> rows = new ArrayList<>();
    diagnostics.forEach((metric, value) -> rows.add(Measurement.plain(metric, value)));
    headCheck.ifPresent(
        check -> rows.add(Measurement.plain(Metrics.HEAD_PRIVATE_ACCURACY, check.headAccuracy())));
    dominated.ifPresent(is -> rows.add(Measurement.plain(Metrics.DOMINATED, is ? 1 : 0)));
    undertrained().ifPresent(is -> rows.add(Measurement.plain(Metrics.UNDERTRAINED, is ? 1 : 0)));
    return rows;
  }

  /** See {@link Metrics#UNDERTRAINED}; empty if nothing can tell. */
  private Optional<Boolean> undertrained() {
    Optional<Boolean> excess =
        Optional.ofNullable(diagnostics.get(Metrics.EXCESS_LOSS)).map(nats -> nats > Metrics.LARGEST_EXCESS);
    List<Boolean> marks = new ArrayList<>();
    headCheck.ifPresent(check -> marks.add(check.undertrained()));
    dominated.ifPresent(marks::add);
    excess.ifPresent(marks::add);
    return marks.isEmpty() ? Optional.empty() : Optional.of(marks.contains(true));
  }

  private static List<Measurement> measure(FittedAttack attack, int[] answers, Features features) {
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
