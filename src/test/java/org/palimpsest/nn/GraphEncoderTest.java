package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.data.Batch;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.random.Seed;

class GraphEncoderTest {

  private static final SimpleConvNet SPEC =
      new SimpleConvNet(8, 3, List.of(4, 6), 3, Normalisation.BATCH, Bottleneck.RELU, 5);

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-3);

  @TempDir Path folder;

  private static Batch batch(int size, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] pixels = new float[size * 8 * 8 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }
    int[] targets = random.ints(size, 0, 5).toArray();
    return new Batch(8, 8, 3, pixels, targets, targets.clone());
  }

  private static DMatrixRMaj matrix(int rows, int columns, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  private static void train(Encoder encoder, int steps, long seed) {
    for (int step = 0; step < steps; step++) {
      encoder.train(batch(7, seed + step));
      encoder.backward(matrix(7, encoder.spec().featureCount(), seed + step), matrix(7, 5, seed - step));
      encoder.step(1e-2 / (1 + step));
    }
  }

  @ParameterizedTest
  @EnumSource(Normalisation.class)
  void everyNormalisationTrains(Normalisation normalisation) {
    SimpleConvNet spec = new SimpleConvNet(8, 3, List.of(8, 6), 3, normalisation, Bottleneck.TANH_UNIT, 5);
    Encoder encoder = spec.create(OPTIMISER, new Seed(1));
    float[] before = encoder.parameters();
    train(encoder, 2, 0);
    assertThat(encoder.parameters()).isNotEqualTo(before);
    Activations activations = encoder.evaluate(batch(1, 3));
    assertThat(Arrays.stream(activations.features().data).map(v -> v * v).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
  }

  /** The gradients at the features and at the logits add up, and each can be left out. */
  @Test
  void theHeadAloneGivesTheLogitsOfTheNetwork() {
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    Activations whole = encoder.evaluate(batch(7, 2));
    assertThat(encoder.logits(whole.features()).data).containsExactly(whole.logits().data, within(1e-6));
  }

  @Test
  void addsTheGradientsOfBothOutputs() {
    GraphEncoder encoder = (GraphEncoder) SPEC.create(OPTIMISER, new Seed(1));
    DMatrixRMaj dFeatures = matrix(7, 6, 1);
    DMatrixRMaj dLogits = matrix(7, 5, 2);
    float[] both = gradients(encoder, dFeatures, dLogits);
    float[] features = gradients(encoder, dFeatures, new DMatrixRMaj(7, 5));
    float[] logits = gradients(encoder, null, dLogits);
    double largest = 0;
    for (int i = 0; i < both.length; i++) {
      largest = Math.max(largest, Math.abs(both[i] - features[i] - logits[i]));
    }
    assertThat(features).isNotEqualTo(new float[features.length]);
    assertThat(largest).isLessThan(1e-5);
  }

  private static float[] gradients(GraphEncoder encoder, DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    encoder.train(batch(7, 4));
    encoder.backward(dFeatures, dLogits);
    return encoder.gradients();
  }

  /** Kernels of 3 are computed directly, of 5 by Fourier transforms. */
  @ParameterizedTest
  @CsvSource({"3, direct", "5, Fourier"})
  void gradientAgreesWithDifferencesOfTheLoss(int kernel, String algorithm) {
    SimpleConvNet spec =
        new SimpleConvNet(8, 3, List.of(4, 6), kernel, Normalisation.BATCH, Bottleneck.RELU, 5);
    assertThat(spec.plan().get(0)).contains(algorithm);
    GraphEncoder encoder = (GraphEncoder) spec.create(OPTIMISER, new Seed(1));
    DMatrixRMaj dFeatures = matrix(7, 6, 1);
    DMatrixRMaj dLogits = matrix(7, 5, 2);
    float[] gradients = gradients(encoder, dFeatures, dLogits);
    float[] parameters = encoder.parameters();
    // A convolution weight, normalisation's weight and bias, logits' weight and bias.
    int norm = 4 * (3 * kernel * kernel + 1);
    for (int at : new int[] {5, norm, norm + 5, parameters.length - 20, parameters.length - 3}) {
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] moved = parameters.clone();
        moved[at] += side == 0 ? 1e-3f : -1e-3f;
        encoder.parameters(moved);
        Activations a = encoder.train(batch(7, 4));
        losses[side] = dot(a.features(), dFeatures) + dot(a.logits(), dLogits);
      }
      double difference = (losses[0] - losses[1]) / 2e-3;
      assertThat(gradients[at]).as("parameter " + at).isNotZero();
      assertThat(Math.abs(difference - gradients[at]))
          .as("parameter " + at)
          .isLessThan(1e-2 * (1 + Math.abs(difference)));
    }
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.data.length; i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }

  @Test
  void evaluationChangesNothingAndDoesNotDependOnTheBatch() {
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    train(encoder, 3, 0);
    float[] before = encoder.parameters();
    Activations all = encoder.evaluate(batch(9, 5));
    assertThat(encoder.parameters()).isEqualTo(before);
    Batch images = batch(9, 5);
    Batch first = new Batch(8, 8, 3, Arrays.copyOf(images.pixels(), 192), new int[1], new int[1]);
    Activations one = encoder.evaluate(first);
    assertThat(one.features().data).isEqualTo(Arrays.copyOf(all.features().data, 6));
  }

  @Test
  void sameSeedSameBitsAndOtherSeedOthers() {
    Encoder first = SPEC.create(OPTIMISER, new Seed(1));
    Encoder second = SPEC.create(OPTIMISER, new Seed(1));
    train(first, 3, 0);
    train(second, 3, 0);
    assertThat(second.parameters()).isEqualTo(first.parameters());
    assertThat(SPEC.create(OPTIMISER, new Seed(2)).parameters())
        .isNotEqualTo(SPEC.create(OPTIMISER, new Seed(1)).parameters());
  }

  @Test
  void initialWeightsHaveTheStatedSpread() {
    float[] parameters = SimpleConvNet.PUBLISHED.create(OPTIMISER, new Seed(1)).parameters();
    int last = parameters.length - 1290 - 4 * 128 - 128 - 128 * 64 * 49;
    double squares = 0;
    for (int i = 0; i < 128 * 64 * 49; i++) {
      squares += parameters[last + i] * (double) parameters[last + i];
    }
    double expected = Math.sqrt(2.0 / (128 * 49));
    assertThat(Math.sqrt(squares / (128 * 64 * 49))).isBetween(0.99 * expected, 1.01 * expected);
  }

  @Test
  void nanReachesTheOutputsAndTheGradient() {
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    Batch images = batch(7, 4);
    images.pixels()[100] = Float.NaN;
    Activations activations = encoder.train(images);
    assertThat(activations.logits().data).contains(Double.NaN);
    encoder.backward(null, matrix(7, 5, 1));
    assertThat(encoder.gradientNorm()).isNaN();
  }

  @Test
  void refusesWhatIsOutOfTurnOrOfTheWrongShape() {
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    assertThatThrownBy(() -> encoder.backward(null, matrix(7, 5, 1))).hasMessageContaining("right after train");
    encoder.train(batch(7, 1));
    assertThatThrownBy(() -> encoder.step(0.1)).hasMessageContaining("after backward");
    assertThatThrownBy(() -> encoder.backward(null, matrix(6, 5, 1)))
        .hasMessage("dLogits: expected (7, 5), was (6, 5)");
    encoder.evaluate(batch(2, 1));
    assertThatThrownBy(() -> encoder.backward(null, matrix(7, 5, 1))).hasMessageContaining("right after train");
    Batch other = new Batch(4, 4, 3, new float[48], new int[1], new int[1]);
    assertThatThrownBy(() -> encoder.train(other)).hasMessageContaining("expected images of");
  }

  @Test
  void continuesFromACheckpointBitForBit() throws IOException {
    Path file = folder.resolve("deep/encoder.zip");
    Encoder whole = SPEC.create(OPTIMISER, new Seed(1));
    train(whole, 3, 0);
    whole.save(file);
    whole.save(file);
    train(whole, 3, 50);

    Encoder other = SPEC.create(OPTIMISER, new Seed(99));
    train(other, 1, 7);
    other.restore(file);
    train(other, 3, 50);
    assertThat(other.parameters()).isEqualTo(whole.parameters());

    Encoder loaded = Encoder.load(file);
    assertThat(loaded.spec()).isEqualTo(SPEC);
    train(loaded, 3, 50);
    assertThat(loaded.parameters()).isEqualTo(whole.parameters());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesAnotherSpecsCheckpointNamingBoth() throws IOException {
    Path file = folder.resolve("encoder.zip");
    SPEC.create(OPTIMISER, new Seed(1)).save(file);
    SimpleConvNet wider = new SimpleConvNet(8, 3, List.of(4, 7), 3, Normalisation.BATCH, Bottleneck.RELU, 5);
    assertThatThrownBy(() -> wider.create(OPTIMISER, new Seed(1)).restore(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(wider.summary())
        .hasMessageContaining(SPEC.summary());
    assertThatThrownBy(() -> SPEC.create(new OptimiserSpec(0), new Seed(1)).restore(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"weightDecay\":0.0")
        .hasMessageContaining("\"weightDecay\":0.001");
  }

  @Test
  void refusesADamagedFileInOneLine() throws IOException {
    Path file = folder.resolve("encoder.zip");
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    encoder.save(file);
    byte[] bytes = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.zip");
    for (int cut : new int[] {0, 10, bytes.length / 2, bytes.length - 1}) {
      Files.write(damaged, Arrays.copyOf(bytes, cut));
      refuses(encoder, damaged);
    }
    for (int flipped = 50; flipped < 2050; flipped += 200) {
      byte[] copy = bytes.clone();
      copy[flipped] ^= 0x55;
      Files.write(damaged, copy);
      refuses(encoder, damaged);
    }
    assertThatThrownBy(() -> encoder.restore(folder.resolve("none"))).hasMessageContaining("no such file");
  }

  /** Refused by name, or the very parameters that were saved: no bit of them may turn unseen. */
  @Test
  void mutatedFilesAreRefusedByNameOrRead() throws Exception {
    Path file = folder.resolve("fuzz.zip");
    Encoder encoder = SPEC.create(OPTIMISER, new Seed(1));
    encoder.save(file);
    Mutations.check(
        Files.readAllBytes(file),
        "fuzz.zip",
        bytes -> {
          Files.write(file, bytes);
          assertThat(Encoder.load(file).parameters()).isEqualTo(encoder.parameters());
        },
        IOException.class);
  }

  private static void refuses(Encoder encoder, Path file) {
    for (var attempt : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
        () -> encoder.restore(file), () -> Encoder.load(file))) {
      assertThatThrownBy(attempt)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining("\n");
    }
  }
}
