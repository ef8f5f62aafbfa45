package org.palimpsest.method.dp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Labels;
import org.palimpsest.data.NoiseImages;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.random.Seed;

/** Forty images of noise, networks for them, and what tests of private training do with a learner. */
final class DpFixture {

  static final int IMAGES = 40;
  static final int BATCH = 10;
  static final NetworkSpec SMALL = new SmallConvNet(16, 3, 4);
  static final NetworkSpec GROUP =
      new SimpleConvNet(16, 3, List.of(8, 8), 5, Normalisation.GROUP, Bottleneck.RELU, 4);

  private DpFixture() {}

  /** Of 16 x 16 pixels, with four targets and three private attributes. */
  static BatchImages images(Seed seed) {
    int[] targets = IntStream.range(0, IMAGES).map(i -> i % 4).toArray();
    int[] privateAttributes = IntStream.range(0, IMAGES).map(i -> i % 3).toArray();
    Attribute target = Attribute.numbered("target", 4);
    Attribute colour = Attribute.numbered("colour", 3);
    return NoiseImages.of(SMALL.input(), new Labels(target, colour, targets, privateAttributes), seed);
  }

  /** A run over them of so many epochs. */
  static Training training(Seed seed, OptimiserSpec optimiser, int batchSize, int epochs) {
    return new Training(images(seed), optimiser, batchSize, 0.1, epochs, seed.derive("method"));
  }

  static void steps(Learner learner, BatchImages images, int count) {
    for (int step = 0; step < count; step++) {
      learner.update(next(learner, images), 0.1);
    }
  }

  /** The next batch that the learner wants. */
  static Batch next(Learner learner, BatchImages images) {
    return learner.batches(BatchOrder.sequential(BATCH)).batches(images, 0).iterator().next();
  }

  static DpStatement promise(Learner learner) {
    return learner.promise().orElseThrow();
  }

  static void save(List<Trainable> trainables, Path folder) throws IOException {
    for (Trainable trainable : trainables) {
      trainable.save(folder.resolve(trainable.name()));
    }
  }

  static void restore(List<Trainable> trainables, Path folder) throws IOException {
    for (Trainable trainable : trainables) {
      trainable.restore(folder.resolve(trainable.name()));
    }
  }

  static double distance(double[] one, double[] other) {
    return Math.sqrt(IntStream.range(0, one.length).mapToDouble(i -> Math.pow(one[i] - other[i], 2)).sum());
  }

  static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertClose(doubles(actual), doubles(expected), tolerance);
  }

  static void assertClose(float[] actual, double[] expected, double tolerance) {
    assertClose(doubles(actual), expected, tolerance);
  }

  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    int farthest =
        IntStream.range(0, expected.length)
            .boxed()
            .max(Comparator.comparingDouble(i -> Math.abs(actual[i] - expected[i])))
            .orElseThrow();
    assertThat(actual[farthest]).as("value %d", farthest).isCloseTo(expected[farthest], within(tolerance));
  }

  /** Keeps every gradient. */
  record Recording(int parameters, List<float[]> gradients) implements NoisyStep {
    @Override
    public int[] sample() {
      throw new AssertionError("not asked");
    }

    @Override
    public void accept(int count, float[] rows) {
      for (int i = 0; i < count; i++) {
        gradients.add(Arrays.copyOfRange(rows, i * parameters, (i + 1) * parameters));
      }
    }

    @Override
    public double[] release() {
      throw new AssertionError("not asked");
    }
  }

  /** Clips and adds. */
  record Summing(Clipping clipping, double[] sum) implements NoisyStep {
    @Override
    public int[] sample() {
      throw new AssertionError("not asked");
    }

    @Override
    public void accept(int count, float[] rows) {
      for (int i = 0; i < count; i++) {
        clipping.add(rows, i * sum.length, sum);
      }
    }

    @Override
    public double[] release() {
      throw new AssertionError("not asked");
    }
  }
}
