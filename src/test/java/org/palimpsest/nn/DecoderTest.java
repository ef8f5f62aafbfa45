package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Batch;
import org.palimpsest.random.Seed;

class DecoderTest {

  private static final DecoderSpec SPEC = new DecoderSpec(5, 8, 3, List.of(6, 4, 3));
  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(0);

  @TempDir Path folder;

  private static DMatrixRMaj features(int size) {
    RandomGenerator random = new Seed(1).generator();
    DMatrixRMaj features = new DMatrixRMaj(size, 5);
    for (int i = 0; i < features.getNumElements(); i++) {
      features.data[i] = random.nextGaussian();
    }
    return features;
  }

  private static Batch images(int size) {
    RandomGenerator random = new Seed(2).generator();
    float[] pixels = new float[size * 8 * 8 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    return new Batch(8, 8, 3, pixels, new int[size], new int[size]);
  }

  private static double error(Decoder decoder, DMatrixRMaj features, Batch images) {
    float[] decoded = decoder.decode(features);
    double squares = 0;
    for (int i = 0; i < decoded.length; i++) {
      double error = decoded[i] - images.pixels()[i];
      squares += error * error;
    }
    return squares / decoded.length;
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    DMatrixRMaj features = features(4);
    Batch images = images(4);
    Decoder decoder = SPEC.create(OPTIMISER, new Seed(3));
    float[] at = decoder.parameters();
    float[] gradients = decoder.gradients(features, images);
    RandomGenerator random = new Seed(4).generator();
    for (int trial = 0; trial < 6; trial++) {
      double[] direction = random.doubles(at.length, -1, 1).toArray();
      double step = 2e-3;
      double expected = 0;
      float[] above = at.clone();
      float[] below = at.clone();
      for (int i = 0; i < at.length; i++) {
        above[i] += (float) (step * direction[i]);
        below[i] -= (float) (step * direction[i]);
        expected += direction[i] * gradients[i];
      }
      decoder.parameters(above);
      double high = error(decoder, features, images);
      decoder.parameters(below);
      double low = error(decoder, features, images);
      assertThat((high - low) / (2 * step)).isCloseTo(expected, within(1e-3 + 2e-2 * Math.abs(expected)));
    }
  }

  @Test
  void aStepReportsTheErrorBeforeItAndLowersIt() {
    Decoder decoder = SPEC.create(OPTIMISER, new Seed(3));
    double before = error(decoder, features(16), images(16));
    assertThat(decoder.train(features(16), images(16), 1e-3)).isCloseTo(before, within(1e-6));
    for (int step = 0; step < 300; step++) {
      decoder.train(features(16), images(16), 5e-3);
    }
    assertThat(error(decoder, features(16), images(16))).isLessThan(0.7 * before);
    assertThat(decoder.decode(features(16))).hasSize(16 * 8 * 8 * 3);
  }

  @Test
  void sameSeedSameBitsAndAnotherSeedOthers() {
    assertThat(trained(3).parameters()).isEqualTo(trained(3).parameters()).isNotEqualTo(trained(4).parameters());
  }

  private static Decoder trained(long seed) {
    Decoder decoder = SPEC.create(OPTIMISER, new Seed(seed));
    for (int step = 0; step < 5; step++) {
      decoder.train(features(7), images(7), 1e-3);
    }
    return decoder;
  }

  @Test
  void goesOnAfterRestoreAsIfNothingHadHappened() throws IOException {
    Decoder decoder = trained(3);
    decoder.save(folder.resolve("decoder"));
    Decoder other = SPEC.create(OPTIMISER, new Seed(9));
    other.restore(folder.resolve("decoder"));
    decoder.train(features(7), images(7), 1e-3);
    other.train(features(7), images(7), 1e-3);
    assertThat(other.parameters()).isEqualTo(decoder.parameters());
    DecoderSpec wider = new DecoderSpec(5, 8, 3, List.of(6, 4, 4));
    assertThatThrownBy(() -> wider.create(OPTIMISER, new Seed(1)).restore(folder.resolve("decoder")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("widths=[6, 4, 4]")
        .hasMessageContaining("widths=[6, 4, 3]");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Decoder decoder = SPEC.create(OPTIMISER, new Seed(1));
    DMatrixRMaj broken = features(3);
    broken.set(2, 1, Double.NaN);
    float[] before = decoder.parameters();
    assertThatThrownBy(() -> decoder.train(broken, images(3), 1e-3))
        .hasMessage("features[row 2, column 1]: expected a finite number, was NaN");
    assertThatThrownBy(() -> decoder.train(features(2), images(3), 1e-3))
        .hasMessage("features: expected 3 rows, one per image, was 2");
    assertThatThrownBy(() -> decoder.decode(new DMatrixRMaj(2, 4)))
        .hasMessage("features: expected 5 columns, was 4");
    assertThatThrownBy(() -> decoder.train(features(1), new Batch(4, 4, 3, new float[48], new int[1], new int[1]), 1))
        .hasMessageContaining("images: expected Shape[height=8");
    assertThat(decoder.parameters()).isEqualTo(before);
    assertThatThrownBy(() -> new DecoderSpec(5, 10, 3, List.of(6, 4, 3)))
        .hasMessage("imageSize: expected a multiple of 4, was 10");
    assertThatThrownBy(() -> new DecoderSpec(5, 8, 3, List.of(6, 4)))
        .hasMessage("widths: expected three, each at least 1, was [6, 4]");
  }
}
