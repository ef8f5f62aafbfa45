package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.attack.PlantedFeatures.leaking;
import static org.palimpsest.attack.PlantedFeatures.shuffled;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.PublishedAttack.Budget;
import org.palimpsest.data.Mix;
import org.palimpsest.metric.Grouping;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

class LinearAttackTest {

  @Test
  void gradientOfTheRegression() {
    Features train = leaking(75, "train");
    SoftmaxRegression regression =
        new SoftmaxRegression(
            Standardiser.of(train.rows()).apply(train.rows()), train.privateAttributes(), train.classes());
    RandomGenerator random = new Seed(1).generator();
    double[] x = random.doubles(regression.parameterCount(), -1, 1).toArray();
    double[] gradient = new double[x.length];
    double[] scratch = new double[x.length];
    regression.objective(x, 0.3, gradient);
    for (int i = 0; i < x.length; i++) {
      double original = x[i];
      x[i] = original + 1e-5;
      double above = regression.objective(x, 0.3, scratch);
      x[i] = original - 1e-5;
      double below = regression.objective(x, 0.3, scratch);
      x[i] = original;
      assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-8));
    }
  }

  /** Blocks, shards and the remainders of both: 1100 points of 7 features against the definition. */
  @Test
  void slowTwinOfTheRegression() {
    int n = 1100;
    int width = 7;
    int classes = 3;
    RandomGenerator random = new Seed(2).generator();
    DMatrixRMaj x = new DMatrixRMaj(n, width, true, random.doubles((long) n * width, -2, 2).toArray());
    int[] labels = random.ints(n, 0, classes).toArray();
    SoftmaxRegression regression = new SoftmaxRegression(x, labels, classes);
    double[] p = random.doubles(regression.parameterCount(), -1, 1).toArray();

    double loss = 0;
    double[] expected = new double[p.length];
    for (int i = 0; i < n; i++) {
      double[] scores = new double[classes];
      for (int k = 0; k < classes; k++) {
        scores[k] = p[classes * width + k];
        for (int d = 0; d < width; d++) {
          scores[k] += p[k * width + d] * x.get(i, d);
        }
      }
      double total = Arrays.stream(scores).map(Math::exp).sum();
      loss += Math.log(total) - scores[labels[i]];
      for (int k = 0; k < classes; k++) {
        double residual = Math.exp(scores[k]) / total - (k == labels[i] ? 1 : 0);
        expected[classes * width + k] += residual / n;
        for (int d = 0; d < width; d++) {
          expected[k * width + d] += residual * x.get(i, d) / n;
        }
      }
    }
    double[] gradient = new double[p.length];
    assertThat(regression.objective(p, 0, gradient)).isCloseTo(loss / n, within(1e-12));
    assertThat(gradient).containsExactly(expected, within(1e-13));

    double[] stepped = p.clone();
    int[] rows = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    assertThat(regression.step(stepped, rows, 0, n, 0.5, new double[p.length])).isCloseTo(loss / n, within(1e-12));
    for (int i = 0; i < p.length; i++) {
      assertThat(stepped[i]).isCloseTo(p[i] - 0.5 * expected[i], within(1e-12));
    }
  }

  @Test
  void sameBitsWhateverTheThreads() throws Exception {
    Features train = shuffled(5000, "train");
    BalancedAttack attack = new BalancedAttack();
    Map<String, Double> here = attack.fit(train, new Seed(0)).diagnostics();
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertThat(pool.submit(() -> attack.fit(train, new Seed(0)).diagnostics()).get()).isEqualTo(here);
      } finally {
        pool.shutdown();
      }
    }
  }

  /** A valley with condition number 1e6, minimum at (1, 2, 3, 4), value 5. */
  @Test
  void lbfgsFindsTheMinimum() {
    double[] curvature = {1, 100, 1e4, 1e6};
    Lbfgs.Minimum minimum =
        new Lbfgs(5, 1e-8, 500)
            .minimise(
                (x, gradient) -> {
                  double value = 5;
                  for (int i = 0; i < 4; i++) {
                    gradient[i] = curvature[i] * (x[i] - i - 1);
                    value += gradient[i] * (x[i] - i - 1) / 2;
                  }
                  return value;
                },
                new double[4]);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.value()).isCloseTo(5, within(1e-12));
    assertThat(minimum.x()).containsExactly(new double[] {1, 2, 3, 4}, within(1e-7));
  }

  /** From 1e6 down a slope of curvature 1e-6 the first trial step of 1 is far too short. */
  @Test
  void lbfgsTakesNoStepThatIsTooShort() {
    Lbfgs.Function shallow =
        (x, gradient) -> {
          gradient[0] = 1e-6 * x[0];
          return 5e-7 * x[0] * x[0];
        };
    Lbfgs.Minimum minimum = new Lbfgs(5, 1e-8, 1).minimise(shallow, new double[] {1e6});
    assertThat(minimum.iterations()).isEqualTo(1);
    assertThat(minimum.gradientNorm()).isLessThanOrEqualTo(0.9);
  }

  @Test
  void lbfgsSaysWhenItStoppedShort() {
    Features train = shuffled(300, "train");
    FittedAttack attack =
        new BalancedAttack(AttackSource.BALANCED, 1e-4, 1e-4, 2).fit(train, new Seed(0));
    assertThat(attack.diagnostics()).containsEntry("converged", 0.0).containsEntry("iterations", 2.0);
    assertThat(attack.diagnostics().get("gradient_norm")).isGreaterThan(1e-4);
    Lbfgs.Minimum flat = new Lbfgs(5, 1e-8, 10).minimise((x, gradient) -> 3, new double[2]);
    assertThat(flat.converged()).isTrue();
    assertThat(flat.iterations()).isZero();
  }

  /** The schedule written out: batches of 16 from 50, the last of 2; the rate falls after epochs 2 and 4. */
  @Test
  void slowTwinOfThePublishedAttack() {
    Features train = shuffled(50, "train");
    Seed seed = new Seed(6);
    PublishedAttack attack = new PublishedAttack(AttackSource.PUBLISHED, 0.001, 16, 5, 2, 0.1);
    SoftmaxRegression regression =
        new SoftmaxRegression(train.values(), train.privateAttributes(), train.classes());
    RandomGenerator initial = seed.derive("initial weights").generator();
    RandomGenerator order = seed.derive("batch order").generator();
    double bound = 1 / Math.sqrt(8);
    double[] p = IntStream.range(0, 45).mapToDouble(i -> initial.nextDouble(-bound, bound)).toArray();
    int[] rows = IntStream.range(0, 50).toArray();
    double[] scratch = new double[45];
    for (double rate : new double[] {1e-3, 1e-3, 1e-4, 1e-4, 1e-5}) {
      for (int i = 49; i > 0; i--) {
        int j = order.nextInt(i + 1);
        int swapped = rows[i];
        rows[i] = rows[j];
        rows[j] = swapped;
      }
      for (int[] batch : new int[][] {{0, 16}, {16, 32}, {32, 48}, {48, 50}}) {
        regression.step(p, rows, batch[0], batch[1], rate, scratch);
      }
    }
    assertThat(attack.fit(train, seed).diagnostics().get("train_loss"))
        .isCloseTo(regression.objective(p, 0, scratch), within(1e-12));
  }

  /** As many steps as on 60,000 images, at the same rates, however few there are. */
  @Test
  void thePublishedAttackCanKeepItsSteps() {
    PublishedAttack published = new PublishedAttack();
    assertThat(published.steps(60_000)).isEqualTo(11_750);
    assertThat(published.totalRate(60_000)).isCloseTo(51.935, within(1e-9));
    assertThat(published.totalRate(6_000)).isCloseTo(5.3, within(.05));
    PublishedAttack whole = new PublishedAttack(AttackSource.PUBLISHED, .01, 256, 50, 20, .1, Budget.STEPS);
    assertThat(whole.steps(700)).isEqualTo(11_750);
    assertThat(whole.totalRate(700)).isCloseTo(51.935, within(1e-9));
    Features train = leaking(700, "train");
    double loss = whole.fit(train, new Seed(3)).diagnostics().get("train_loss");
    assertThat(loss).isLessThan(.5 * published.fit(train, new Seed(3)).diagnostics().get("train_loss"));
  }

  /** A probe stopped early is marked by its loss, even where its answers are as often right as the best one's. */
  @Test
  void anUnconvergedProbeIsMarkedByItsLoss() {
    Features leak = leaking(500, "train");
    PublishedAttack early = new PublishedAttack(AttackSource.PUBLISHED, .01, 500, 20, 20, .1);
    AttackResult stopped = AttackResult.of(early, leak.under(Grouping.NONE), Map.of(), new Seed(3));
    assertThat(stopped.headCheck()).isEmpty();
    assertThat(stopped.diagnostics().get("excess_loss")).isGreaterThan(.1);
    assertThat(undertrained(stopped)).isEqualTo(1);
    PublishedAttack long1 = new PublishedAttack(AttackSource.PUBLISHED, .05, 50, 300, 100, .1);
    AttackResult ended = AttackResult.of(long1, shuffled(500, "train").under(Grouping.NONE), Map.of(), new Seed(3));
    assertThat(ended.diagnostics().get("excess_loss")).isLessThan(.02);
    assertThat(undertrained(ended)).isZero();
  }

  private static double undertrained(AttackResult result) {
    return result.fitMeasurements().stream()
        .filter(row -> row.metric().equals("undertrained"))
        .mapToDouble(Measurement::value)
        .sum();
  }

  /** Three right answers of ten, against nine of the smaller kind: marked; the other way round it is not. */
  @Test
  void anAttackerThatASmallerKindBeatsIsMarked() {
    Features train = leaking(1500, "train");
    Map<String, Features> test = Map.of("unbiased", leaking(500, "test"));
    int[] truth = test.get("unbiased").privateAttributes();
    AttackResult linear = AttackResult.of(new LinearAttack(), train, test, new Seed(3));
    AttackResult blind = AttackResult.of(new Majority(AttackSource.BALANCED), train, test, new Seed(3));
    assertThat(blind.against(linear, "unbiased", truth).dominated()).contains(true);
    assertThat(undertrained(blind.against(linear, "unbiased", truth))).isEqualTo(1);
    assertThat(linear.against(blind, "unbiased", truth).dominated()).contains(false);
    assertThat(linear.against(linear, "unbiased", truth).dominated()).contains(false);
  }

  /** Equal means, so that no convex loss is to be lowered; a threshold between them is right on 90 %. */
  @Test
  void whatConvexLossesDoNotSeeAnAttackOnErrorsReads() {
    int n = 2000;
    DMatrixRMaj values = new DMatrixRMaj(n, 2);
    int[] labels = new int[n];
    RandomGenerator random = new Seed(8).generator();
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      int sign = labels[i] == 0 ? 1 : -1;
      values.set(i, 0, sign * (i / 2 % 10 == 0 ? -9 : 1));
      values.set(i, 1, random.nextGaussian());
    }
    Features both = new Features(values, null, new int[n], labels, 2);
    double blind = accuracy(new LinearAttack().fit(both, new Seed(3)), both);
    FittedAttack errors = new LinearErrorsAttack().fit(both, new Seed(3));
    assertThat(blind).isLessThan(.6);
    assertThat(accuracy(errors, both)).isGreaterThan(.88);
    double entropy = .9 * Math.log(1 / .9) / Math.log(2) + .1 * Math.log(1 / .1) / Math.log(2);
    assertThat(errors.measure(both).get(0).value()).isCloseTo(1 - entropy, within(.05));
  }

  private static double accuracy(FittedAttack attack, Features features) {
    return Proportion.agreement(attack.predict(features), features.privateAttributes()).value();
  }

  /** Central differences in every direction. */
  @Test
  void theSmoothedErrorsHaveTheirGradient() {
    Features train = leaking(150, "train");
    SoftmaxRegression errors =
        new SoftmaxRegression(train.values(), train.privateAttributes(), train.classes()).ofErrors();
    RandomGenerator random = new Seed(5).generator();
    double[] x = IntStream.range(0, errors.parameterCount()).mapToDouble(i -> .3 * random.nextGaussian()).toArray();
    double[] gradient = new double[x.length];
    assertThat(errors.objective(x, 0, gradient)).isBetween(0.0, 1.0);
    double[] scratch = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double slope = (errors.objective(up, .1, scratch) - errors.objective(down, .1, scratch)) / 2e-5;
      errors.objective(x, .1, gradient);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void aProbeThatDivergedIsRefused() {
    Features train = leaking(200, "train");
    PublishedAttack reckless = new PublishedAttack(AttackSource.PUBLISHED, 1e308, 32, 3, 20, 0.1);
    assertThatThrownBy(() -> reckless.fit(train, new Seed(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("probe parameter 0: expected finite after the fit, was (NaN|-?Infinity)");
  }

  /** Hardly trained, the random initial weights answer every class; the mask keeps the missing ones out. */
  @Test
  void aMissingClassIsNotAnsweredByChance() {
    Features leak = leaking(400, "train");
    PublishedAttack untrained = new PublishedAttack(AttackSource.PUBLISHED, 1e-12, 400, 1, 20, 0.1);
    Features test = leaking(400, "test");
    int[] answers = untrained.fit(leak, new Seed(0)).predict(test);
    int favourite = answers[0];
    int other = (favourite + 1) % PlantedFeatures.CLASSES;
    int[] without = Arrays.stream(leak.privateAttributes()).map(b -> b == favourite ? other : b).toArray();
    Features train = new Features(leak.values(), null, leak.targets(), without, leak.classes());
    assertThat(untrained.fit(train, new Seed(0)).predict(test)).doesNotContain(favourite);
  }

  /** An image that is an example is one in each of its colourings, and the same ones are with more colourings. */
  @Test
  void examplesKeepAllTheirColourings() {
    Features twice = Features.concat(List.of(leaking(50, "first"), leaking(50, "second")));
    AttackSource source = new AttackSource(Mix.balanced(), AttackImages.DISJOINT, OptionalInt.of(20), 2);
    Features chosen = source.of(twice, new Seed(2));
    Features once = source.paintedOnce().of(leaking(50, "first"), new Seed(2));
    assertThat(chosen.size()).isEqualTo(40);
    assertThat(Arrays.copyOf(chosen.privateAttributes(), 20)).isEqualTo(once.privateAttributes());
    Features other = source.paintedOnce().of(leaking(50, "second"), new Seed(2));
    assertThat(Arrays.copyOfRange(chosen.privateAttributes(), 20, 40)).isEqualTo(other.privateAttributes());
    assertThat(chosen.values().get(20, 0)).isEqualTo((double) (float) other.values().get(0, 0));
    assertThatThrownBy(() -> new AttackSource(Mix.balanced(), AttackImages.DISJOINT, OptionalInt.of(60), 2).of(twice, new Seed(2)))
        .hasMessage("examples: expected at most the 50 images there are, was 60");
  }

  @Test
  void standardisedColumnsHaveMeanZeroAndDeviationOne() {
    Features train = leaking(200, "train");
    DMatrixRMaj values = train.values().copy();
    for (int i = 0; i < 200; i++) {
      values.set(i, 2, 0.1);
    }
    DMatrixRMaj scaled = Standardiser.of(FeatureRows.of(values)).apply(FeatureRows.of(values));
    for (int d = 0; d < values.numCols; d++) {
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < 200; i++) {
        mean += scaled.get(i, d) / 200;
        squares += scaled.get(i, d) * scaled.get(i, d) / 200;
      }
      assertThat(mean).isCloseTo(0, within(1e-12));
      assertThat(squares).isCloseTo(d == 2 ? 0 : 1, within(1e-12));
    }
  }

  @Test
  void refusals() {
    DMatrixRMaj values = new DMatrixRMaj(3, 2);
    values.set(2, 1, Double.NaN);
    int[] zeros = new int[3];
    assertThatThrownBy(() -> new Features(values, zeros, zeros, zeros, 2))
        .hasMessage("values[row 2, column 1]: expected a finite number, was NaN");
    values.set(2, 1, Double.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> new Features(values, null, zeros, zeros, 2))
        .hasMessage("values[row 2, column 1]: expected a finite number, was -Infinity");
    values.set(2, 1, 0);
    assertThatThrownBy(() -> new Features(values, zeros, new int[2], zeros, 2))
        .hasMessage("targets: expected 3, one per image, was 2");
    assertThatThrownBy(() -> new Features(values, zeros, zeros, new int[] {0, 2, 0}, 2))
        .hasMessage("privateAttributes[1]: expected 0..1, was 2");
    assertThatThrownBy(() -> new Features(new DMatrixRMaj(0, 2), null, new int[0], new int[0], 2))
        .hasMessage("values: expected at least 1 x 1, was 0 x 2");
    assertThatThrownBy(() -> new AttackSource(Mix.rho(1.5), AttackImages.DISJOINT))
        .hasMessage("rho: expected a share in [0, 1], was 1.5");
    assertThatThrownBy(() -> new PublishedAttack(AttackSource.PUBLISHED, 0, 256, 50, 20, 0.1))
        .hasMessage("learningRate: expected above 0, was 0.0");
    FittedAttack attack = new BalancedAttack().fit(leaking(50, "train"), new Seed(0));
    Features narrow = new Features(values, null, zeros, zeros, 5);
    assertThatThrownBy(() -> attack.predict(narrow))
        .hasMessage("features: expected 8 columns as in training, was 2");
  }

  /** Points that are read again in every pass, as of files larger than the heap, give the same bits. */
  @Test
  void pointsThatAreNotKeptGiveTheSameBits() {
    RandomGenerator random = new Seed(4).derive("streaming").generator();
    DMatrixRMaj values = new DMatrixRMaj(3000, 7);
    int[] labels = new int[3000];
    for (int i = 0; i < 3000; i++) {
      labels[i] = random.nextInt(3);
      for (int d = 0; d < 7; d++) {
        values.set(i, d, 5 + random.nextGaussian() + (d == 2 ? labels[i] : 0));
      }
    }
    LinearProblem kept = new LinearProblem(FeatureRows.of(values), labels, 3);
    LinearProblem read = new LinearProblem(FeatureRows.of(values), labels, 3, 100);
    Lbfgs.Minimum one = kept.minimise(1e-3, kept.zero(), 1e-6, 100);
    Lbfgs.Minimum other = read.minimise(1e-3, read.zero(), 1e-6, 100);
    assertThat(other.x()).isEqualTo(one.x());
    assertThat(other.iterations()).isEqualTo(one.iterations()).isGreaterThan(3);
  }

  /** Of more rows than fit into memory a sample tells the penalty; what is found in the end is nearly the same. */
  @Test
  void aSampleTellsThePenaltyOfVeryManyRows() {
    RandomGenerator random = new Seed(5).derive("penalty of a sample").generator();
    DMatrixRMaj values = new DMatrixRMaj(4000, 5);
    int[] labels = new int[4000];
    for (int i = 0; i < 4000; i++) {
      labels[i] = random.nextInt(2);
      for (int d = 0; d < 5; d++) {
        values.set(i, d, random.nextGaussian() + (d == 1 ? labels[i] : 0));
      }
    }
    Classifier.Fit whole = new LinearAttack().fit(FeatureRows.of(values), labels, 2, new Seed(0));
    Classifier.Fit sampled = new LinearAttack().fit(FeatureRows.of(values), labels, 2, new Seed(0), 10_000);
    assertThat(sampled.certified()).isTrue();
    assertThat(sampled.diagnostics()).containsEntry("penalty_examples", 1000.0);
    assertThat(whole.diagnostics()).doesNotContainKey("penalty_examples");
    assertThat(sampled.diagnostics().get("train_loss"))
        .isCloseTo(whole.diagnostics().get("train_loss"), within(.01));
    LinearFit one = (LinearFit) whole.classifier();
    LinearFit other = (LinearFit) sampled.classifier();
    assertThat(other.predict(values)).isNotEqualTo(new int[4000]);
    assertThat(Proportion.agreement(one.predict(values), other.predict(values)).value()).isGreaterThan(.99);
  }
}
