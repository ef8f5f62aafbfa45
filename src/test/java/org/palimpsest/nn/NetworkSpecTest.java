package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.random.Seed;

/** Architectures for other images and targets. */
class NetworkSpecTest {

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(1e-3);
  private static final SimpleConvNet WIDE =
      new SimpleConvNet(6, 3, List.of(4, 5), 3, Normalisation.BATCH, Bottleneck.RELU, 3).with(new Shape(7, 12, 2), 4);

  @TempDir private Path folder;

  @Test
  void forItsOwnImagesItIsTheSame() {
    for (NetworkSpec spec : List.of(SimpleConvNet.PUBLISHED, SmallConvNet.COLOUR, WIDE)) {
      assertThat(spec.with(spec.input(), spec.classes())).isEqualTo(spec);
    }
    assertThat(SimpleConvNet.PUBLISHED.imageWidth()).isEmpty();
  }

  @Test
  void takesTheShapeAndTheTargetsAndKeepsTheRest() {
    assertThat(WIDE.input()).isEqualTo(new Shape(7, 12, 2));
    assertThat(WIDE.classes()).isEqualTo(4);
    assertThat(WIDE.widths()).containsExactly(4, 5);
    assertThat(WIDE.biasOnly().orElseThrow().input()).isEqualTo(WIDE.input());
    assertThat(SmallConvNet.COLOUR.with(new Shape(32, 32, 1), 2)).isEqualTo(new SmallConvNet(32, 1, 2));
  }

  /** A network of kernels of side 1 sees a bag of pixels: what it says of 7 x 12 it says of 12 x 7 and of 84 x 1. */
  @Test
  void theBiasOnlyFormSeesTheSameInAnyArrangement() {
    Batch batch = batch(3);
    DMatrixRMaj logits = logits(WIDE.input(), batch);
    for (Shape other : List.of(new Shape(12, 7, 2), new Shape(84, 1, 2))) {
      Batch arranged =
          new Batch(other.height(), other.width(), 2, batch.pixels(), batch.targets(), batch.privateAttributes());
      DMatrixRMaj found = logits(other, arranged);
      for (int i = 0; i < logits.getNumElements(); i++) {
        assertThat(found.data[i]).isCloseTo(logits.data[i], within(1e-5));
      }
    }
  }

  private static DMatrixRMaj logits(Shape shape, Batch batch) {
    NetworkSpec spec = WIDE.with(shape, 4).biasOnly().orElseThrow();
    return spec.create(OPTIMISER, new Seed(1)).train(batch).logits();
  }

  /** The same network, with images and kernels turned over the diagonal, has the same outputs. */
  @Test
  void rowsAndColumnsAreNotExchanged() {
    for (LayerSpec.Algorithm algorithm : List.of(LayerSpec.Algorithm.DIRECT, LayerSpec.Algorithm.FFT)) {
      Shape turned = new Shape(12, 7, 2);
      Encoder upright = encoder(WIDE, algorithm);
      Encoder lying = encoder(WIDE.with(turned, 4), algorithm);
      float[] parameters = upright.parameters();
      lying.parameters(transposedKernels(parameters));
      DMatrixRMaj expected = upright.train(batch(3)).logits();
      DMatrixRMaj found = lying.train(transposed(batch(3))).logits();
      for (int i = 0; i < expected.getNumElements(); i++) {
        assertThat(found.data[i]).isCloseTo(expected.data[i], within(1e-4));
      }
    }
  }

  private static Encoder encoder(SimpleConvNet spec, LayerSpec.Algorithm algorithm) {
    return GraphEncoder.of(spec, spec.input(), LayerSpec.with(algorithm, spec.layers()), OPTIMISER, new Seed(1));
  }

  /** Turns the 4 x 2 and 5 x 4 kernels of side 3; all else is not a plane. */
  private static float[] transposedKernels(float[] parameters) {
    float[] turned = parameters.clone();
    List<Integer> sizes = encoder(WIDE, LayerSpec.Algorithm.DIRECT).layerSizes();
    int[] kernels = {4 * 2, 5 * 4};
    int at = 0;
    int convolution = 0;
    for (int size : sizes) {
      if (convolution < 2 && size >= 9 * kernels[convolution]) {
        for (int k = 0; k < kernels[convolution]; k++) {
          for (int i = 0; i < 9; i++) {
            turned[at + 9 * k + i] = parameters[at + 9 * k + i % 3 * 3 + i / 3];
          }
        }
        convolution++;
      }
      at += size;
    }
    assertThat(convolution).isEqualTo(2);
    return turned;
  }

  private static Batch transposed(Batch batch) {
    int height = batch.height();
    int width = batch.width();
    float[] pixels = new float[batch.pixels().length];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i % 2;
      int x = i / 2 % width;
      int y = i / 2 / width % height;
      int image = i / 2 / width / height;
      pixels[((image * width + x) * height + y) * 2 + channel] = batch.pixels()[i];
    }
    return new Batch(width, height, 2, pixels, batch.targets(), batch.privateAttributes());
  }

  @Test
  void anImageThatIsNotSquareSurvivesACheckpoint() throws IOException {
    Path file = folder.resolve("encoder.zip");
    Encoder encoder = WIDE.create(OPTIMISER, new Seed(1));
    encoder.save(file);
    assertThat(Encoder.load(file).spec()).isEqualTo(WIDE);
    assertThat(Encoder.load(file).parameters()).isEqualTo(encoder.parameters());
    NetworkSpec square = WIDE.with(new Shape(7, 7, 2), 4);
    assertThatThrownBy(() -> square.create(OPTIMISER, new Seed(1)).restore(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"imageWidth\":12");
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> SmallConvNet.COLOUR.with(new Shape(20, 30, 3), 2))
        .hasMessage("image: expected as high as wide, which small-conv-net's dense layer needs, was 20 x 30");
    assertThatThrownBy(() -> SmallConvNet.COLOUR.with(new Shape(8, 8, 3), 2))
        .hasMessage("imageSize: expected at least 16, was 8");
    assertThatThrownBy(
            () ->
                new SimpleConvNet(
                    6, Optional.of(0), 3, List.of(4), 3, Normalisation.NONE, Bottleneck.RELU, 3))
        .hasMessage("imageWidth: expected at least 1, was 0");
  }

  private static Batch batch(int size) {
    RandomGenerator random = new Seed(7).generator();
    float[] pixels = new float[size * 7 * 12 * 2];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    return new Batch(7, 12, 2, pixels, new int[size], new int[size]);
  }
}
