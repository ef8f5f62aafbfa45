package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.Initialisation.Weights;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Parameter;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.random.Seed;

/** ResNet-18 and DenseNet-121 as torchvision has them; what they compute is for {@link NetsGoldenTest}. */
class TorchvisionNetworksTest {

  private static final OptimiserSpec SGD = OptimiserSpec.sgd(0.9, 1e-4);

  @TempDir private Path folder;

  private static int length(NetworkSpec network, Parameter.Kind kind) {
    return ParameterSlot.of(network.layers()).stream()
        .filter(slot -> slot.parameter().kind() == kind)
        .mapToInt(slot -> slot.parameter().length())
        .sum();
  }

  /** The numbers that PyTorch counts, two classes. */
  @Test
  void haveAsManyParameters() {
    NetworkSpec residual = ResNet18.PUBLISHED;
    NetworkSpec dense = DenseNet121.PUBLISHED;
    assertThat(length(residual, Parameter.Kind.LEARNED) + 2 * 512 + 2).isEqualTo(11_177_538);
    assertThat(length(residual, Parameter.Kind.RUNNING)).isEqualTo(9_600);
    assertThat(length(dense, Parameter.Kind.LEARNED) + 2 * 1024 + 2).isEqualTo(6_955_906);
    assertThat(length(dense, Parameter.Kind.RUNNING)).isEqualTo(83_648);
    assertThat(residual.featureCount()).isEqualTo(512);
    assertThat(dense.featureCount()).isEqualTo(1024);
  }

  /** Each kernel's standard deviation: of n values it is within 5 / sqrt(2n) but once in two million times. */
  @Test
  void startAsTorchvisionsDo() {
    requireDeviations(new ResNet18(32, Optional.empty(), 3, 16, Normalisation.BATCH, Bottleneck.RELU, 2), false);
    requireDeviations(new DenseNet121(32, Optional.empty(), 3, 8, Normalisation.BATCH, Bottleneck.RELU, 2), true);
  }

  private static void requireDeviations(NetworkSpec network, boolean fanIn) {
    float[] drawn = network.create(SGD, new Seed(3)).parameters();
    List<LayerSpec> layers = network.layers();
    for (ParameterSlot slot : ParameterSlot.of(layers)) {
      List<Integer> shape = slot.parameter().shape();
      if (shape.size() == 4) {
        double fan = shape.get(fanIn ? 1 : 0) * shape.get(2) * shape.get(3);
        double squares = 0;
        for (int i = slot.offset(); i < slot.end(); i++) {
          squares += (double) drawn[i] * drawn[i];
        }
        int n = slot.end() - slot.offset();
        assertThat(Math.sqrt(squares / n / (2 / fan))).as(slot.name()).isCloseTo(1, within(5 / Math.sqrt(2.0 * n)));
      }
    }
    boolean zero = drawn[drawn.length - 1] == 0 && drawn[drawn.length - 2] == 0;
    assertThat(zero).isEqualTo(fanIn);
    int head = drawn.length - 2 - 2 * network.featureCount();
    assertThat(Math.abs(drawn[head])).isPositive().isLessThan((float) (1 / Math.sqrt(network.featureCount())));
    assertThat(Initialisation.draw(layers, Weights.KAIMING_NORMAL, new Seed(3))).hasSize(head);
  }

  @Test
  void fitOtherImagesAndClasses() {
    NetworkSpec network = DenseNet121.PUBLISHED.with(new Shape(64, 80, 3), 12);
    assertThat(network.input()).isEqualTo(new Shape(64, 80, 3));
    assertThat(network.classes()).isEqualTo(12);
    assertThat(ResNet18.PUBLISHED.with(new Shape(32, 32, 1), 3).input().channels()).isEqualTo(1);
  }

  @Test
  void surviveACheckpoint() throws IOException {
    for (NetworkSpec network :
        List.of(
            new ResNet18(32, Optional.of(36), 3, 2, Normalisation.BATCH, Bottleneck.TANH_UNIT, 3),
            new DenseNet121(32, Optional.empty(), 3, 2, Normalisation.GROUP, Bottleneck.TANH_UNIT, 3))) {
      Path file = folder.resolve(network.name());
      Encoder encoder = network.create(SGD, new Seed(1));
      encoder.save(file);
      assertThat(Encoder.load(file).spec()).isEqualTo(network);
      assertThat(Encoder.load(file).parameters()).isEqualTo(encoder.parameters());
    }
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> ResNet18.PUBLISHED.with(new Shape(31, 40, 3), 2))
        .hasMessage("imageSize: expected at least 32, was 31");
    assertThatThrownBy(() -> DenseNet121.PUBLISHED.with(new Shape(40, 31, 3), 2))
        .hasMessage("imageWidth: expected at least 32, was 31");
    assertThatThrownBy(
            () -> new ResNet18(64, Optional.empty(), 3, 8, Normalisation.NONE, Bottleneck.RELU, 2))
        .hasMessage("normalisation: expected batch or group, was none");
    assertThatThrownBy(
            () -> new DenseNet121(64, Optional.empty(), 3, 0, Normalisation.GROUP, Bottleneck.RELU, 2))
        .hasMessage("growth: expected at least 1, was 0");
  }
}
