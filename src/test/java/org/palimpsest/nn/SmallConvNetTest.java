package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.random.Seed;

class SmallConvNetTest {

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(0);

  private static Batch batch(int size, int side, int channels, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] pixels = new float[size * side * side * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * 2 - 1;
    }
    return new Batch(side, side, channels, pixels, new int[size], new int[size]);
  }

  @Test
  void hasThePublishedNumberOfParameters() {
    assertThat(SmallConvNet.COLOUR.create(OPTIMISER, new Seed(1)).parameters()).hasSize(28_058);
    assertThat(new SmallConvNet(28, 1, 10).create(OPTIMISER, new Seed(1)).parameters()).hasSize(26_010);
  }

  @Test
  void featuresAreTanhAndTrain() {
    Encoder encoder = SmallConvNet.COLOUR.create(OPTIMISER, new Seed(1));
    float[] before = encoder.parameters();
    Activations activations = encoder.train(batch(5, 28, 3, 2));
    assertThat(activations.features().numCols).isEqualTo(32);
    assertThat(activations.logits().numCols).isEqualTo(10);
    assertThat(Arrays.stream(activations.features().data)).allMatch(v -> Math.abs(v) < 1).anyMatch(v -> v < 0);
    DMatrixRMaj dLogits = new DMatrixRMaj(5, 10);
    dLogits.fill(1);
    encoder.backward(null, dLogits);
    encoder.step(1e-3);
    float[] after = encoder.parameters();
    for (int i = 0; i < after.length; i++) {
      assertThat(after[i]).as("parameter " + i).isNotEqualTo(before[i]);
    }
  }

  /** PyTorch's default: uniform within one over the root of the fan-in, weights and biases alike. */
  @Test
  void initialParametersFillTheirBounds() {
    float[] parameters = SmallConvNet.COLOUR.create(OPTIMISER, new Seed(1)).parameters();
    int[][] layers = {{0, 3088, 192}, {3088, 11312, 256}, {11312, 27728, 512}, {27728, 28058, 32}};
    for (int[] layer : layers) {
      double bound = 1 / Math.sqrt(layer[2]);
      double largest = 0;
      for (int i = layer[0]; i < layer[1]; i++) {
        largest = Math.max(largest, Math.abs(parameters[i]));
      }
      assertThat(largest).isBetween(0.97 * bound, bound);
    }
  }

  @Test
  void itsBiasOnlyTwinSeesNoArrangementOfPixels() {
    Encoder encoder = SmallConvNet.COLOUR.biasOnly().orElseThrow().create(OPTIMISER, new Seed(1));
    assertThat(encoder.spec().featureCount()).isEqualTo(32);
    Batch image = batch(1, 28, 3, 2);
    float[] turned = new float[image.pixels().length];
    for (int pixel = 0; pixel < 28 * 28; pixel++) {
      System.arraycopy(image.pixels(), 3 * pixel, turned, 3 * (28 * 28 - 1 - pixel), 3);
    }
    double[] expected = encoder.evaluate(image).features().data;
    double[] found = encoder.evaluate(new Batch(28, 28, 3, turned, new int[1], new int[1])).features().data;
    for (int d = 0; d < 32; d++) {
      assertThat(Math.abs(found[d] - expected[d])).isLessThan(1e-5);
    }
  }

  @Test
  void survivesACheckpoint(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("encoder.zip");
    Encoder encoder = SmallConvNet.COLOUR.create(OPTIMISER, new Seed(1));
    encoder.save(file);
    Encoder loaded = Encoder.load(file);
    assertThat(loaded.spec()).isEqualTo(SmallConvNet.COLOUR);
    assertThat(loaded.parameters()).isEqualTo(encoder.parameters());
  }

  @Test
  void refusesWhatItCannotBe() {
    assertThatThrownBy(() -> new SmallConvNet(15, 3, 10)).hasMessage("imageSize: expected at least 16, was 15");
    assertThatThrownBy(() -> new SmallConvNet(28, 0, 10)).hasMessage("channels: expected at least 1, was 0");
    assertThatThrownBy(() -> new SmallConvNet(28, 3, 1)).hasMessage("classes: expected at least 2, was 1");
    assertThat(new SmallConvNet(16, 1, 2).create(OPTIMISER, new Seed(1)).parameters()).isNotEmpty();
  }
}
