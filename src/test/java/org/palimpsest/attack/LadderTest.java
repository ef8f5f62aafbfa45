package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.attack.PlantedFeatures.buried;
import static org.palimpsest.attack.PlantedFeatures.copyOfTarget;
import static org.palimpsest.attack.PlantedFeatures.leaking;
import static org.palimpsest.attack.PlantedFeatures.shuffled;
import static org.palimpsest.attack.PlantedFeatures.tellingTheTarget;
import static org.palimpsest.attack.PlantedFeatures.xor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.data.Mix;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/** What each rung of the ladder finds, and what it must not find. */
class LadderTest {

  private static final Seed SEED = new Seed(8);

  @Test
  void linearProbesMissWhatOthersFind() {
    Map<String, Double> accuracy = new LinkedHashMap<>();
    for (Attacker attacker :
        List.of(new LinearAttack(), new BalancedAttack(), new MlpAttack(), new NearestNeighbours())) {
      FittedAttack attack = attacker.fit(xor(2000, "train"), SEED);
      Features test = xor(1000, "test");
      accuracy.put(
          attacker.name(), Proportion.agreement(attack.predict(test), test.privateAttributes()).value());
    }
    assertThat(accuracy.get("linear")).isLessThan(0.6);
    assertThat(accuracy.get("balanced")).isLessThan(0.6);
    assertThat(accuracy.get("mlp")).isGreaterThan(0.95);
    assertThat(accuracy.get("knn")).isGreaterThan(0.95);
  }

  /** Where steepest descent creeps, the perceptron still reads what a linear probe reads, to its end. */
  @Test
  void aPerceptronReadsWhatALinearProbeReads() {
    Map<String, Double> accuracy = new LinkedHashMap<>();
    for (Attacker attacker : List.of(new LinearAttack(), new MlpAttack())) {
      FittedAttack attack = attacker.fit(buried(4000, "train"), SEED);
      Features test = buried(4000, "test");
      accuracy.put(
          attacker.name(), Proportion.agreement(attack.predict(test), test.privateAttributes()).value());
      assertThat(attack.diagnostics()).as(attacker.name()).containsEntry("converged", 1.0);
    }
    assertThat(accuracy.get("linear")).isBetween(0.7, 0.95);
    assertThat(accuracy.get("mlp")).isGreaterThan(accuracy.get("linear") - 0.02);
  }

  @Test
  void aPerceptronSaysWhenItStoppedShort() {
    MlpAttack hurried = new MlpAttack(AttackSource.BALANCED, List.of(8), 50, 3, 64, 1e-4);
    assertThat(hurried.fit(leaking(600, "train"), SEED).diagnostics())
        .containsEntry("converged", 0.0)
        .containsEntry("iterations", 50.0);
  }

  /** A plain bit that noise flips a tenth of the time: 1 - H(.1) bits of it can be had, by either family. */
  @Test
  void informationInBits() {
    for (Attacker attacker : List.of(new LinearAttack(), new MlpAttack())) {
      Measurement found = measured(attacker, noisyBit(4000, "train"), noisyBit(4000, "test"), "information_bits");
      double truth = 1 + (0.1 * Math.log(0.1) + 0.9 * Math.log(0.9)) / Math.log(2);
      assertThat(found.value()).as(attacker.name()).isCloseTo(truth, within(0.04));
      assertThat(found.low()).isLessThan(found.value());
      assertThat(found.n()).isEqualTo(4000);
    }
    Map<String, Double> ofXor = new LinkedHashMap<>();
    for (Attacker attacker : List.of(new LinearAttack(), new MlpAttack())) {
      ofXor.put(
          attacker.name(), measured(attacker, xor(2000, "train"), xor(1000, "test"), "information_bits").value());
    }
    assertThat(ofXor.get("linear")).isCloseTo(0, within(0.02));
    assertThat(ofXor.get("mlp")).isGreaterThan(0.7);
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyRepeatsTheTargetLeaksNothingBeyondIt(Probe probe) {
    ConditionalAttack attacker = new ConditionalAttack(AttackSource.BALANCED, probe);
    Map<String, Measurement> rows = measured(attacker, copyOfTarget(1500, "train"), copyOfTarget(1000, "test"));
    assertThat(rows.get("conditional_information_bits").value()).isCloseTo(0, within(1e-3));
    assertThat(rows.get("conditional_majority_accuracy").value()).isEqualTo(1);
    assertThat(rows.get("private_accuracy").value()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatTellsTheTargetAloneLeaksNothingBeyondIt(Probe probe) {
    ConditionalAttack attacker = new ConditionalAttack(AttackSource.BALANCED, probe);
    Map<String, Measurement> rows =
        measured(attacker, tellingTheTarget(1500, "train"), tellingTheTarget(1000, "test"));
    assertThat(rows.get("conditional_information_bits").value()).isCloseTo(0, within(0.05));
    assertThat(rows.get("private_accuracy").value()).isCloseTo(0.2, within(0.05));
  }

  @ParameterizedTest
  @EnumSource
  void whatLeaksWithinATargetIsFound(Probe probe) {
    ConditionalAttack attacker = new ConditionalAttack(AttackSource.BALANCED, probe);
    Map<String, Measurement> rows = measured(attacker, leaking(2000, "train"), leaking(1000, "test"));
    assertThat(rows.get("conditional_information_bits").value()).isGreaterThan(0.95 * Math.log(5) / Math.log(2));
    assertThat(rows.get("conditional_majority_accuracy").value()).isLessThan(0.3);
    assertThat(rows.get("private_accuracy").value()).isGreaterThan(0.98);
  }

  @Test
  void targetsUnknownOrTooRareAreAnsweredByFrequencies() {
    Features leak = leaking(203, "train");
    int[] targets = new int[203];
    Arrays.fill(targets, 200, 203, 2);
    Features train = new Features(leak.values(), null, targets, leak.privateAttributes(), 5);
    FittedAttack attack = new ConditionalAttack().fit(train, SEED);
    assertThat(attack.diagnostics()).containsEntry("smallest_target_class", 3.0);
    Features test = new Features(leak.values(), null, targets(203, 7), leak.privateAttributes(), 5);
    assertThat(attack.predict(test)).containsOnly(Majority.largest(train.privateCounts()));
    assertThat(attack.measure(test).get(1).value()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aRandomLabelCostsAsMuchAsTheUniformCode(Probe probe) {
    Map<String, Double> fit =
        new MdlAttack(AttackSource.BALANCED, probe).fit(shuffled(3000, "train"), SEED).diagnostics();
    assertThat(fit.get("uniform_code_bits")).isCloseTo(3000 * Math.log(5) / Math.log(2), within(1e-6));
    assertThat(fit.get("compression")).isBetween(0.95, 1.005);
    assertThat(fit.get("code_length_bits") * fit.get("compression"))
        .isCloseTo(fit.get("uniform_code_bits"), within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadEasilyCostsLittle(Probe probe) {
    FittedAttack attack = new MdlAttack(AttackSource.BALANCED, probe).fit(leaking(3000, "train"), SEED);
    assertThat(attack.diagnostics().get("compression")).isGreaterThan(8);
  }

  /** Without any knowledge of the features every block is sent by a code near the uniform one. */
  @Test
  void theCodeOfAFairBitIsOneBitAnImage() {
    int n = 2000;
    int[] bits = new Seed(3).generator().ints(n, 0, 2).toArray();
    Features train = new Features(new DMatrixRMaj(n, 1), null, new int[n], bits, 2);
    assertThat(new MdlAttack().fit(train, SEED).diagnostics().get("code_length_bits")).isCloseTo(n, within(0.01 * n));
  }

  /** 100 times noise: the 95 % interval of an attack's accuracy holds chance about 95 times, and so of information. */
  @Test
  void falseAlarmsAreAsRareAsDesigned() {
    int alarms = 0;
    int informed = 0;
    for (int i = 0; i < 100; i++) {
      Features train = noise(300, "train " + i);
      Features test = noise(400, "test " + i);
      FittedAttack attack = new LinearAttack().fit(train, SEED.derive(i));
      Proportion accuracy = Proportion.agreement(attack.predict(test), test.privateAttributes());
      alarms += accuracy.clopperPearson(0.95).contains(0.2) ? 0 : 1;
      informed += attack.measure(test).get(0).low() > 0 ? 1 : 0;
    }
    assertThat(alarms).isBetween(1, 11);
    assertThat(informed).isBetween(0, 8);
  }

  @Test
  void falseAlarmsOfOtherAttackers() {
    List<Attacker> attackers =
        List.of(
            new MlpAttack(AttackSource.BALANCED, List.of(8), 250, 2, 64, 1e-2),
            new NearestNeighbours(),
            new ConditionalAttack(),
            new BalancedAttack(),
            new PublishedAttack(),
            new MdlAttack());
    for (Attacker attacker : attackers) {
      int alarms = 0;
      for (int i = 0; i < 100; i++) {
        Features test = noise(300, "test " + i);
        int[] answers = attacker.fit(noise(200, "train " + i), SEED.derive(i)).predict(test);
        alarms += Proportion.agreement(answers, test.privateAttributes()).clopperPearson(0.95).contains(0.2) ? 0 : 1;
      }
      assertThat(alarms).as(attacker.name()).isBetween(1, 11);
    }
  }

  /** Of 500 samples of known saving, the interval misses the truth about 25 times. */
  @Test
  void theIntervalOfInformationCoversTheTruth() {
    int missed = 0;
    for (int i = 0; i < 500; i++) {
      double[] without = new Seed(5).derive(i).generator().doubles(200, 0, 2).toArray();
      double[] with = new Seed(6).derive(i).generator().doubles(200, 0, 1).toArray();
      Measurement saved = CodeLength.saving("saved", without, with, leaking(200, "any"));
      missed += saved.low() <= 0.5 && 0.5 <= saved.high() ? 0 : 1;
    }
    assertThat(missed).isBetween(10, 45);
  }

  @Test
  void sameBitsWhateverTheThreads() throws Exception {
    Features train = leaking(900, "train");
    for (Attacker attacker : List.of(new MlpAttack(), new NearestNeighbours(), new LinearAttack())) {
      Map<String, Double> here = attacker.fit(train, SEED).diagnostics();
      ForkJoinPool one = new ForkJoinPool(1);
      try {
        assertThat(one.submit(() -> attacker.fit(train, SEED).diagnostics()).get()).isEqualTo(here);
      } finally {
        one.shutdown();
      }
    }
  }

  @Test
  void fewerExamplesAreAmongMore() {
    Features all = leaking(100, "train");
    Features ten = new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT, 10).of(all, SEED);
    Features twenty = new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT, 20).of(all, SEED);
    assertThat(ten.size()).isEqualTo(10);
    assertThat(ten.values().data).isEqualTo(Arrays.copyOf(twenty.values().data, 10 * all.width()));
    assertThat(Arrays.copyOf(twenty.privateAttributes(), 10)).isEqualTo(ten.privateAttributes());
    assertThat(new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT).of(all, SEED)).isSameAs(all);
    assertThatThrownBy(() -> new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT, 101).of(all, SEED))
        .hasMessage("examples: expected at most the 100 images there are, was 101");
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new LinearAttack(AttackSource.BALANCED, List.of(0.1, 1.0), 1e-4, 10))
        .hasMessage("l2: expected finite, above 0, falling, was [0.1, 1.0]");
    assertThatThrownBy(() -> new MlpAttack(AttackSource.BALANCED, List.of(), 1, 1, 1, 1))
        .hasMessage("hidden: expected widths of at least 1, was []");
    assertThatThrownBy(() -> new NearestNeighbours(AttackSource.BALANCED, List.of(0), 10))
        .hasMessage("neighbours: expected one number or more, each at least 1, was [0]");
    assertThatThrownBy(() -> new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT, -1))
        .hasMessage("examples: expected at least 1, or all, was -1");
    assertThatThrownBy(
            () -> new PublishedMlpAttack(AttackSource.PUBLISHED, 8, 1e30, 32, 3, 20, 0.1).fit(leaking(200, "t"), SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("training loss: expected finite in epoch");
  }

  private static int[] targets(int n, int target) {
    int[] targets = new int[n];
    Arrays.fill(targets, target);
    return targets;
  }

  private static Features noise(int size, String stream) {
    Features shuffled = shuffled(size, stream);
    return new Features(
        shuffled.values(), null, shuffled.targets(), shuffled.privateAttributes(), PlantedFeatures.CLASSES);
  }

  private static Features noisyBit(int size, String stream) {
    var random = new Seed(31).derive(stream).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, 3);
    int[] bits = new int[size];
    for (int i = 0; i < size; i++) {
      bits[i] = random.nextInt(2);
      values.set(i, 0, random.nextDouble() < 0.1 ? 1 - bits[i] : bits[i]);
      values.set(i, 1, random.nextGaussian());
    }
    return new Features(values, null, new int[size], bits, 2);
  }

  private static Measurement measured(Attacker attacker, Features train, Features test, String metric) {
    return measured(attacker, train, test).get(metric);
  }

  private static Map<String, Measurement> measured(Attacker attacker, Features train, Features test) {
    return AttackResult.of(attacker, train, Map.of("test", test), SEED).splits().get("test").stream()
        .filter(row -> row.group().equals(Measurement.ALL))
        .collect(Collectors.toMap(Measurement::metric, Function.identity()));
  }
}
