package org.palimpsest.attack.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.NumberedImages;
import org.palimpsest.attack.network.OneRunAttack.Labels;
import org.palimpsest.metric.AuditedEpsilon;
import org.palimpsest.metric.Measurement;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.audit.OneRunAudit;
import org.palimpsest.random.Seed;

class OneRunAttackTest {

  private static final Seed SEED = new Seed(21);
  private static final OneRunAttack ATTACK = new OneRunAttack(600, 200, Labels.OWN, 1e-5);

  private static Optional<Measurement> find(ModelAttackResult result, String metric) {
    return result.readings().stream()
        .map(Reading::measurement)
        .filter(measured -> measured.metric().equals(metric))
        .findFirst();
  }

  private static double value(ModelAttackResult result, String metric) {
    return find(result, metric).orElseThrow().value();
  }

  @Test
  void aNetworkThatRemembersItsImagesCannotHaveBeenPrivate() {
    ModelAttackResult result = ATTACK.attack(new PlantedMemory(1000, 0, 8), SEED);
    assertThat(value(result, AuditedEpsilon.RIGHT)).isEqualTo(200);
    assertThat(value(result, AuditedEpsilon.GUESSES)).isEqualTo(200);
    assertThat(value(result, AuditedEpsilon.AT_LEAST))
        .isEqualTo(value(result, AuditedEpsilon.CEILING))
        .isCloseTo(4.19, within(0.02));
    assertThat(result.readings()).allMatch(r -> r.attacker().equals("one-run-audit") && r.split().equals("canaries"));
    assertThat(value(result, AuditedEpsilon.CANARIES)).isEqualTo(600);
  }

  /** Two standard deviations apart; what a threshold tells is what the bound is made of. */
  @Test
  void whatIsPartlyRememberedIsPartlyProven() {
    ModelAttackResult result = ATTACK.attack(new PlantedMemory(1000, 0, 2), SEED);
    int right = (int) value(result, AuditedEpsilon.RIGHT);
    assertThat(right).isBetween(180, 199);
    assertThat(value(result, AuditedEpsilon.AT_LEAST))
        .isEqualTo(new OneRunAudit(600, 200, right).lowerBound(1e-5, 0.95))
        .isBetween(1.5, 4.0);
  }

  @Test
  void aNetworkThatRemembersNothingProvesNothing() {
    for (int seed = 0; seed < 5; seed++) {
      ModelAttackResult result = ATTACK.attack(new PlantedMemory(1000, 3, 0), new Seed(seed));
      assertThat(value(result, AuditedEpsilon.AT_LEAST)).as("seed %d", seed).isZero();
      assertThat(value(result, AuditedEpsilon.RIGHT)).isBetween(75.0, 125.0);
    }
  }

  @Test
  void theClaimIsThatOfTheAuditedRunAndSoIsDelta() {
    DpStatement promise =
        DpStatement.of(
            new PoissonSampler(1000, 100, SEED), new FlatClipping(1), new SeededNoise(SEED),
            new PoissonSampler(1000, 100, SEED).events(4, 10), 1e-6);
    ModelAttackResult broken = ATTACK.attack(new PlantedMemory(1000, 0, 8, Optional.of(promise)), SEED);
    assertThat(value(broken, AuditedEpsilon.CLAIMED)).isEqualTo(promise.pld().epsilon()).isLessThan(1);
    assertThat(value(broken, AuditedEpsilon.DELTA)).isEqualTo(1e-6);
    assertThat(value(broken, AuditedEpsilon.AT_LEAST)).isGreaterThan(4);
    ModelAttackResult silent = ATTACK.attack(new PlantedMemory(1000, 0, 8), SEED);
    assertThat(find(silent, AuditedEpsilon.CLAIMED)).isEmpty();
    assertThat(value(silent, AuditedEpsilon.DELTA)).isEqualTo(1e-5);
  }

  @ParameterizedTest
  @EnumSource(Labels.class)
  void everyCanaryIsInByACoinAndAllOthersAreIn(Labels labels) {
    NumberedImages members = new NumberedImages(0, 1000);
    Canaries canaries = Canaries.of(members, 600, labels, SEED);
    int[] asked = NumberedImages.numbers(canaries.images());
    Set<Integer> trained = set(NumberedImages.numbers(canaries.train()));
    assertThat(asked).hasSize(600).doesNotHaveDuplicates();
    assertThat(trained).hasSize(canaries.train().size());
    int in = 0;
    for (int i = 0; i < asked.length; i++) {
      assertThat(trained.contains(asked[i])).isEqualTo(canaries.included()[i]);
      in += canaries.included()[i] ? 1 : 0;
    }
    assertThat(in).isBetween(240, 360);
    assertThat(canaries.train().size()).isEqualTo(400 + in);
    assertThat(IntStream.range(0, 600).filter(i -> canaries.images().target(i) == asked[i] % 3).count())
        .isEqualTo(labels == Labels.OWN ? 600 : 0);
    assertThat(IntStream.range(0, 600).map(i -> (canaries.images().target(i) - asked[i] % 3 + 3) % 3).distinct())
        .hasSize(labels == Labels.OWN ? 1 : 2);
    int wrong = (int) IntStream.range(0, canaries.train().size())
        .filter(i -> canaries.train().target(i) != NumberedImages.numbers(canaries.train())[i] % 3)
        .count();
    assertThat(wrong).as("a canary is trained on with the label it is asked with")
        .isEqualTo(labels == Labels.OWN ? 0 : in);
  }

  @Test
  void wrongLabelsHaveANameOfTheirOwn() {
    OneRunAttack mislabelled = new OneRunAttack(600, 200, Labels.WRONG, 1e-5);
    ModelAttackResult result = mislabelled.attack(new PlantedMemory(1000, 0, 8), SEED);
    assertThat(result.readings()).allMatch(reading -> reading.attacker().equals("one-run-audit-mislabelled"));
    assertThat(value(result, AuditedEpsilon.AT_LEAST)).isGreaterThan(4);
  }

  @Test
  void sameSeedSameBits() {
    PlantedMemory network = new PlantedMemory(1000, 1, 1);
    assertThat(ATTACK.attack(network, SEED)).isEqualTo(ATTACK.attack(network, SEED));
    assertThat(network.shadows).hasSize(2);
    assertThat(network.shadows.get(0)).isEqualTo(network.shadows.get(1));
  }

  @Test
  void refuses() {
    assertThatThrownBy(() -> ATTACK.attack(new PlantedMemory(599, 0, 1), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("canaries: expected at most the 599 training images, was 600");
    assertThatThrownBy(() -> new OneRunAttack(1, 2, Labels.OWN, 0.1))
        .hasMessage("canaries: expected at least 2, was 1");
    for (int guesses : List.of(0, 7, 12)) {
      assertThatThrownBy(() -> new OneRunAttack(10, guesses, Labels.OWN, 0.1))
          .hasMessage("guesses: expected even and in 2..canaries = 10, was " + guesses);
    }
    assertThatThrownBy(() -> new OneRunAttack(10, 2, Labels.OWN, 0)).hasMessage("delta: expected in (0, 1), was 0.0");
  }

  private static Set<Integer> set(int[] numbers) {
    return Arrays.stream(numbers).boxed().collect(Collectors.toCollection(HashSet::new));
  }
}
