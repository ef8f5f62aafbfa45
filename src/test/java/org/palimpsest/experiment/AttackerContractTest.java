package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.palimpsest.attack.PlantedFeatures.constant;
import static org.palimpsest.attack.PlantedFeatures.leaking;
import static org.palimpsest.attack.PlantedFeatures.natural;
import static org.palimpsest.attack.PlantedFeatures.shuffled;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ConditionalAttack;
import org.palimpsest.attack.Controls;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.FittedAttack;
import org.palimpsest.attack.MdlAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.PlantedFeatures;
import org.palimpsest.attack.Probe;
import org.palimpsest.attack.Reach;
import org.palimpsest.attack.Shuffled;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/** What every attacker owes, whatever it is. */
class AttackerContractTest {

  private static final Seed SEED = new Seed(4);

  static List<Attacker> shipped() {
    return Stream.concat(
            Catalogue.installed().attackers().values().stream(), Controls.of(AttackSource.BALANCED).stream())
        .toList();
  }

  static List<Attacker> readers() {
    return Stream.concat(
            Catalogue.installed().attackers().values().stream(),
            Stream.of(
                new ConditionalAttack(AttackSource.BALANCED, Probe.MLP),
                new MdlAttack(AttackSource.BALANCED, Probe.MLP)))
        .toList();
  }

  static List<Attacker> attackers() {
    return Stream.concat(readers().stream(), Controls.of(AttackSource.BALANCED).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void saysWhatItIs(Attacker attacker) {
    assertThat(attacker.name()).matches("[a-z][a-z0-9-]*");
    assertThat(attacker.title()).isNotBlank();
    assertThat(attacker.description()).isNotBlank();
    assertThat(attacker.source()).isNotNull();
    assertThat(attacker.reach()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("readers")
  void findsAPlantedLinearLeak(Attacker attacker) {
    Features test = leaking(1000, "test");
    FittedAttack attack = attacker.fit(leaking(2000, "train"), SEED);
    assertThat(accuracy(attack, test).value()).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void findsNothingInShuffledLabels(Attacker attacker) {
    FittedAttack attack = attacker.fit(shuffled(2000, "train"), SEED);
    Interval interval = accuracy(attack, shuffled(2000, "test")).clopperPearson(0.999);
    assertThat(interval.contains(1.0 / PlantedFeatures.CLASSES)).as("%s holds chance", interval).isTrue();
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void answersTheMajorityToConstantFeatures(Attacker attacker) {
    FittedAttack attack = attacker.fit(constant(2000, "train"), SEED);
    assertThat(attack.predict(constant(500, "test"))).containsOnly(2);
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void sameSeedSameBits(Attacker attacker) {
    Features train = leaking(700, "train");
    FittedAttack first = attacker.fit(train, SEED);
    FittedAttack second = attacker.fit(train, SEED);
    assertThat(second.diagnostics()).isEqualTo(first.diagnostics());
    Features test = shuffled(300, "test");
    assertThat(second.predict(test)).isEqualTo(first.predict(test));
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void changesNothingItIsShown(Attacker attacker) {
    Features train = leaking(300, "train");
    attacker.fit(train, SEED).predict(train);
    Features untouched = leaking(300, "train");
    assertThat(train.values().data).isEqualTo(untouched.values().data);
    assertThat(train.privateAttributes()).isEqualTo(untouched.privateAttributes());
    assertThat(train.targets()).isEqualTo(untouched.targets());
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void neverLooksAtThePrivateAttributesItIsToRead(Attacker attacker) {
    FittedAttack attack = attacker.fit(leaking(500, "train"), SEED);
    Features test = leaking(200, "test");
    Features blind = new Features(test.values(), test.predicted(), test.targets(), new int[200], test.classes());
    assertThat(attack.predict(blind)).isEqualTo(attack.predict(test));
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void reportsHowTheFitWent(Attacker attacker) {
    Features train = leaking(500, "train");
    FittedAttack attack = attacker.fit(train, SEED);
    Map<String, Double> diagnostics = attack.diagnostics();
    if (attacker instanceof NearestNeighbours) {
      assertThat(diagnostics.get("train_accuracy")).isBetween(0.95, 1.0);
    } else if (attacker instanceof Shuffled) {
      assertThat(diagnostics.get("train_accuracy")).isBetween(0.1, 0.3);
    } else {
      assertThat(diagnostics).containsEntry("train_accuracy", accuracy(attack, train).value());
    }
    diagnostics.forEach((metric, value) -> assertThat(value).as(metric).isFinite());
  }

  @ParameterizedTest
  @MethodSource("attackers")
  void neverAnswersAClassMissingInTraining(Attacker attacker) {
    Features train = leaking(400, "train");
    int[] without = Arrays.stream(train.privateAttributes()).map(b -> b == 3 ? 4 : b).toArray();
    FittedAttack attack =
        attacker.fit(
            new Features(train.values(), train.predicted(), train.targets(), without, train.classes()), SEED);
    assertThat(attack.predict(leaking(400, "test"))).doesNotContain(3);
    assertThat(attack.diagnostics().getOrDefault("train_loss", 0.0)).isFinite();
  }

  /** Twelve bins of a quantity and two private values: no head over bins is a linear probe for them. */
  @ParameterizedTest
  @MethodSource("shipped")
  void meetsMoreTargetsThanPrivateValues(Attacker attacker) {
    AttackResult result = read(attacker, 12, 2);
    assertThat(result.headCheck()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void meetsMorePrivateValuesThanTargets(Attacker attacker) {
    AttackResult result = read(attacker, 3, 5);
    assertThat(result.headCheck().isPresent()).isEqualTo(!attacker.reach().isControl());
  }

  /** Groups of no image and of one, and a target that is missing in training. */
  private static AttackResult read(Attacker attacker, int targets, int privateValues) {
    Features test = natural(500, "test", targets, privateValues, -1);
    AttackResult result =
        AttackResult.of(attacker, natural(400, "train", targets, privateValues, 0), Map.of("test", test), SEED);
    List<Measurement> rows = result.splits().get("test");
    assertThat(rows).allSatisfy(row -> assertThat(row.value()).as(row.metric()).isFinite());
    Measurement accuracy = rows.get(0);
    assertThat(accuracy.metric()).isEqualTo(Metrics.PRIVATE_ACCURACY);
    assertThat(accuracy.n()).isEqualTo(500);
    assertThat(accuracy.value()).isBetween(accuracy.low(), accuracy.high());
    Reach.Family family = attacker.reach().family();
    if (attacker.reach().conclusive() && family != Reach.Family.GIVEN_TARGET) {
      assertThat(accuracy.value()).as("what is planted").isGreaterThan(0.97);
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("readers")
  void refusesFewerImagesThanClasses(Attacker attacker) {
    assertThatThrownBy(() -> attacker.fit(leaking(4, "train"), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: expected at least as many images as private classes (5), was 4");
  }

  private static Proportion accuracy(FittedAttack attack, Features features) {
    return Proportion.agreement(attack.predict(features), features.privateAttributes());
  }
}
