package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.Trainable;
import org.palimpsest.random.Seed;

/** Methods with state of their own, or with losses that batches can starve: resume, divergence, odd batches. */
class LearnerStateTest {

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-4);

  @TempDir Path folder;

  static List<Method> methods() {
    return List.of(
        new BiasBal(), new GroupDro(), new Lnl(), new Irene(), new FairKl(),
        new FairKl(1, 1, 1, 0.25, 0.1, 0.5, FairKl.Form.PAPER));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnAfterRestoreAsIfNothingHadHappened(Method method) throws IOException {
    Learner learner = learner(method, new Seed(1));
    for (int step = 0; step < 3; step++) {
      learner.update(batch(12, step), 0.05);
    }
    for (Trainable trainable : learner.trainables()) {
      trainable.save(folder.resolve(trainable.name()));
    }
    Learner other = learner(method, new Seed(2));
    for (Trainable trainable : other.trainables()) {
      trainable.restore(folder.resolve(trainable.name()));
    }
    for (int step = 3; step < 6; step++) {
      assertThat(other.update(batch(12, step), 0.05)).isEqualTo(learner.update(batch(12, step), 0.05));
    }
    assertThat(parameters(other)).isEqualTo(parameters(learner));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void divergenceMovesNothing(Method method) {
    Learner learner = learner(method, new Seed(1));
    learner.update(batch(12, 0), 0.05);
    String before = parameters(learner);
    Batch broken = batch(12, 1);
    broken.pixels()[3] = Float.NaN;
    assertThatThrownBy(() -> learner.update(broken, 0.05))
        .isInstanceOf(TrainingDiverged.class)
        .hasMessageStartingWith("training diverged: loss: expected a finite number");
    assertThat(parameters(learner)).isEqualTo(before);
  }

  /** One image; one colour; one target; all aligned; no two alike; the short last batch. */
  @ParameterizedTest
  @MethodSource("methods")
  void oddBatches(Method method) {
    Learner learner = learner(method, new Seed(1));
    int[][] targets = {{1}, {0, 1, 2, 1}, {2, 2, 2}, {0, 1, 2, 0, 1}, {0, 1, 2}, {1, 0}};
    int[][] privateAttributes = {{0}, {2, 2, 2, 2}, {0, 1, 2}, {0, 1, 2, 0, 1}, {1, 2, 0}, {1, 1}};
    for (int k = 0; k < targets.length; k++) {
      Batch source = batch(targets[k].length, k);
      Batch odd = new Batch(2, 2, 3, source.pixels(), targets[k], privateAttributes[k]);
      learner.update(odd, 0.05).forEach((term, value) -> assertThat(value).as(term).isFinite());
    }
    assertThat(parameters(learner)).doesNotContain("NaN").doesNotContain("Infinity");
  }

  private static Learner learner(Method method, Seed seed) {
    Encoder encoder = new LinearEncoder.Spec(12, 5, 3, false).create(OPTIMISER, seed);
    return method.learner(
        encoder, new Training(new BatchImages(batch(60, 9), 3, 3), OPTIMISER, 12, 0.1, seed.derive("method")));
  }

  private static String parameters(Learner learner) {
    return learner.trainables().stream().map(t -> Arrays.toString(t.parameters())).toList().toString();
  }

  private static Batch batch(int size, int number) {
    float[] pixels = new float[size * 12];
    var random = new Seed(4).derive(number).generator();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-1, 1);
    }
    return new Batch(
        2, 2, 3, pixels,
        IntStream.range(0, size).map(i -> i % 3).toArray(),
        IntStream.range(0, size).map(i -> i % 5 % 3).toArray());
  }
}
