package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.example.LogitPenalty;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;
import org.palimpsest.random.Seed;
import org.palimpsest.testkit.MethodContract;

/** What every method owes, whatever it is. */
class MethodContractTest {

  private static final Seed SEED = new Seed(3);
  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-4);
  private static final Training TRAINING =
      new Training(new BatchImages(batch(60), 3, 3), OPTIMISER, 12, 0.1, SEED.derive("method"));

  static List<Method> methods() {
    return Stream.concat(
            Catalogue.installed().methods().values().stream().map(MethodContractTest::withNoiseGiven),
            Stream.of(new EnD(0.3, 0.7, EnD.Pairs.ALL), new LogitPenalty()))
        .toList();
  }

  /** Finding the noise anew for every learner would take most of the time; tests of its own look at that. */
  private static Method withNoiseGiven(Method method) {
    return method instanceof DpSgd ? DpSgd.withNoise(1, 0.1) : method;
  }

  static Stream<Arguments> methodsAndEncoders() {
    return methods().stream()
        .flatMap(method -> Stream.of(true, false).map(unit -> Arguments.of(method, unit)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void keepsTheContractOnTheNetworkUnderStudy(Method method) {
    MethodContract.check(method);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void keepsTheContractOnTheSmallNetwork(Method method) {
    new MethodContract(method, new SmallConvNet(16, 3, 3), 4).check();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void keepsTheContractWithGroupNormalisation(Method method) {
    NetworkSpec network = new SimpleConvNet(6, 3, List.of(4, 16), 3, Normalisation.GROUP, Bottleneck.RELU, 3);
    new MethodContract(method, network, 2).check();
  }

  @ParameterizedTest
  @MethodSource("methodsAndEncoders")
  void keepsTheContractInDoublePrecision(Method method, boolean unitFeatures) {
    new MethodContract(method, new LinearEncoder.Spec(12, 5, 3, unitFeatures), 5).check();
  }

  @ParameterizedTest
  @MethodSource("methodsAndEncoders")
  void descends(Method method, boolean unitFeatures) {
    Learner learner = method.learner(encoder(unitFeatures), TRAINING);
    assumeFalse(learner.trainables().isEmpty(), "nothing to train");
    assumeFalse(learner.promise().isPresent(), "little but noise on so few images");
    double first = learner.update(batch(12), 0.05).get("loss");
    double last = first;
    for (int step = 0; step < 30; step++) {
      last = learner.update(batch(12), 0.05).get("loss");
    }
    assertThat(last).isLessThan(first);
  }

  @Test
  void endSeesCosinesWhateverTheNormOfTheFeatures() {
    Batch batch = batch(12);
    Batch brighter = batch(12);
    for (int i = 0; i < brighter.pixels().length; i++) {
      brighter.pixels()[i] *= 4;
    }
    Map<String, Double> terms = new EnD().learner(encoder(false), TRAINING).update(batch, 0);
    Map<String, Double> scaled = new EnD().learner(encoder(false), TRAINING).update(brighter, 0);
    for (String term : List.of("r_orthogonal", "r_parallel")) {
      assertThat(scaled.get(term)).isCloseTo(terms.get(term), within(1e-12));
    }
    Map<String, Double> asGiven = new EnD().learner(encoder(true), TRAINING).update(batch, 0);
    assertThat(asGiven.get("r_parallel")).isNotEqualTo(terms.get("r_parallel"));
  }

  @Test
  void divergenceNamesTheTermAndMovesNothing() {
    Encoder encoder = encoder(false);
    float[] before = encoder.parameters();
    Batch batch = batch(4);
    batch.pixels()[0] = Float.NaN;
    assertThatThrownBy(() -> new Vanilla().learner(encoder, TRAINING).update(batch, 0.1))
        .isInstanceOf(TrainingDiverged.class)
        .hasMessage("training diverged: loss: expected a finite number, was NaN");
    assertThat(encoder.parameters()).isEqualTo(before);
  }

  @Test
  void aGradientThatOverflowsIsDivergenceToo() {
    Objective objective =
        (at, targets, privateAttributes) -> {
          LossAndGradient plain = new CrossEntropy().at(at, targets, privateAttributes);
          plain.dLogits().set(0, 0, Double.POSITIVE_INFINITY);
          return plain;
        };
    Learner learner = new ObjectiveLearner(encoder(true), objective);
    assertThatThrownBy(() -> learner.update(batch(4), 0.1))
        .isInstanceOfSatisfying(
            TrainingDiverged.class, diverged -> assertThat(diverged.term()).isEqualTo("gradient_norm"));
  }

  private static Encoder encoder(boolean unitFeatures) {
    return new LinearEncoder.Spec(12, 5, 3, unitFeatures).create(OPTIMISER, SEED);
  }

  private static Batch batch(int size) {
    float[] pixels = new float[size * 12];
    var random = SEED.derive("batch").generator();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
    int[] targets = new int[size];
    int[] privateAttributes = new int[size];
    for (int i = 0; i < size; i++) {
      targets[i] = i % 3;
      privateAttributes[i] = i % 5 % 3;
    }
    return new Batch(2, 2, 3, pixels, targets, privateAttributes);
  }
}
