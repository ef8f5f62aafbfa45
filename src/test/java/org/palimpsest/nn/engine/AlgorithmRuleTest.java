package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;

class AlgorithmRuleTest {

  private static final Shape IMAGE = new Shape(28, 28, 3);

  @Test
  void fusesTheNetworkUnderStudyIntoOneChain() {
    assertThat(Engine.plan(IMAGE, SimpleConvNet.PUBLISHED.layers()))
        .singleElement()
        .asString()
        .startsWith("layers 0-12: Fourier transforms, because kernels are at least 5")
        .contains("fused: convolution 7x7 3-16, batch norm, relu,")
        .endsWith("global average pool");
  }

  @Test
  void findsTheRunInALongerList() {
    List<LayerSpec> layers = List.of(
        new LayerSpec.Relu(), LayerSpec.Convolution.same(3, 4, 5), new LayerSpec.BatchNorm(4), new LayerSpec.Relu(),
        LayerSpec.Convolution.same(4, 6, 7), new LayerSpec.GlobalAveragePool(), new LayerSpec.Tanh());
    assertThat(AlgorithmRule.fused(layers, 1, new Shape(9, 9, 3)).layers()).isEqualTo(5);
    assertThat(AlgorithmRule.fused(layers, 4, new Shape(9, 9, 4)).layers()).isEqualTo(2);
    assertThat(AlgorithmRule.fused(layers, 0, new Shape(9, 9, 3)).layers()).isZero();
    assertThat(Engine.plan(new Shape(9, 9, 3), layers))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("layer 0: relu"),
            line -> assertThat(line).startsWith("layers 1-5: Fourier").endsWith("6, global average pool"),
            line -> assertThat(line).isEqualTo("layer 6: tanh"));
  }

  /** The rule's edges, on either side. */
  @ParameterizedTest
  @CsvSource({
    "28, 28, 5, 1, 2, AUTO, true", "28, 28, 3, 1, 1, AUTO, false", "28, 28, 3, 1, 1, FFT, true",
    "28, 28, 1, 1, 0, FFT, false", "28, 28, 6, 1, 3, AUTO, false", "28, 28, 7, 2, 3, AUTO, false",
    "28, 28, 7, 1, 2, AUTO, false", "64, 64, 7, 1, 3, AUTO, true", "8, 126, 5, 1, 2, AUTO, true",
    "127, 8, 5, 1, 2, AUTO, false", "28, 28, 7, 1, 3, DIRECT, false"
  })
  void convolvesByFourierTransformsWhereTheRuleSays(
      int height, int width, int kernel, int stride, int padding, Algorithm algorithm, boolean fourier) {
    LayerSpec.Convolution layer = new LayerSpec.Convolution(3, 4, kernel, stride, padding, algorithm);
    assertThat(AlgorithmRule.obstacle(layer, new Shape(height, width, 3)).isEmpty()).isEqualTo(fourier);
  }

  /** The rule's edges, on either side. */
  @ParameterizedTest
  @CsvSource({
    "8, 8, 16, 16, 3, 1, 1, AUTO, true", "8, 8, 15, 16, 3, 1, 1, AUTO, false", "8, 8, 16, 15, 3, 1, 1, AUTO, false",
    "3, 8, 16, 16, 3, 1, 1, AUTO, true", "8, 2, 16, 16, 3, 1, 1, AUTO, false", "8, 8, 16, 16, 3, 2, 1, AUTO, false",
    "8, 8, 16, 16, 3, 1, 0, AUTO, false", "8, 8, 16, 16, 5, 1, 2, AUTO, false", "1, 1, 1, 1, 3, 1, 1, WINOGRAD, true",
    "8, 8, 16, 16, 3, 1, 1, DIRECT, false", "8, 8, 16, 16, 3, 1, 1, FFT, false"
  })
  void convolvesByWinogradsAlgorithmWhereTheRuleSays(int height, int width, int inputs, int outputs, int kernel,
      int stride, int padding, Algorithm algorithm, boolean winograd) {
    LayerSpec.Convolution layer = new LayerSpec.Convolution(inputs, outputs, kernel, stride, padding, algorithm);
    assertThat(AlgorithmRule.obstacleToWinograd(layer, new Shape(height, width, inputs)).isEmpty())
        .isEqualTo(winograd);
  }

  @Test
  void tellsWhatIsInsideLayersMadeOfLayers() {
    List<LayerSpec> layers =
        List.of(
            new LayerSpec.Residual(
                List.of(LayerSpec.Convolution.unbiased(16, 16, 3, 1), new LayerSpec.BatchNorm(16)), List.of()),
            new LayerSpec.Relu());
    assertThat(Engine.plan(new Shape(9, 9, 16), layers))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("layer 0: residual"),
            line -> assertThat(line).startsWith("  body, layer 0: convolution 3x3 16-16 by Winograd's algorithm"),
            line -> assertThat(line).isEqualTo("  body, layer 1: batch norm"),
            line -> assertThat(line).isEqualTo("layer 1: relu"));
  }

  @Test
  void saysThatFourierTransformsAreForced() {
    assertThat(plan(new LayerSpec.Convolution(3, 4, 3, 1, 1, Algorithm.FFT)))
        .startsWith("layer 0: Fourier transforms, because it is so configured");
  }

  @Test
  void saysWhyAConvolutionIsDirect() {
    assertThat(plan(new LayerSpec.Convolution(3, 4, 7, 1, 3, Algorithm.DIRECT))).contains("so configured");
    assertThat(plan(new LayerSpec.Convolution(3, 4, 7, 2, 3, Algorithm.AUTO))).contains("stride 2");
    assertThat(plan(new LayerSpec.Convolution(3, 4, 3, 1, 1, Algorithm.AUTO))).contains("fewer than 16 channels");
    assertThat(Engine.plan(new Shape(200, 28, 3), List.of(LayerSpec.Convolution.same(3, 4, 7))))
        .singleElement().asString().contains("too large");
  }

  private static String plan(LayerSpec layer) {
    return Engine.plan(IMAGE, List.of(layer)).get(0);
  }

  @Test
  void refusesToForceWhatCannotBe() {
    List<LayerSpec> layers = List.of(new LayerSpec.Convolution(3, 4, 7, 2, 3, Algorithm.FFT));
    assertThatThrownBy(() -> new Stack(IMAGE, layers, new Workers(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 0")
        .hasMessageContaining("stride 2");
    List<LayerSpec> pointwise = List.of(new LayerSpec.Convolution(3, 4, 1, 1, 0, Algorithm.FFT));
    assertThatThrownBy(() -> new Stack(IMAGE, pointwise, new Workers(1)))
        .hasMessageContaining("its kernel is smaller than 3");
  }

  /** Runs {@link WithoutVectorModule} in a JVM of its own. */
  @Test
  void worksWithoutTheVectorModule() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutVectorModule.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(output)
        .contains("direct, because this JVM was started without the module jdk.incubator.vector")
        .contains("forced: layer 0: expected a convolution that can be computed by Fourier transforms")
        .contains("values: 1568");
  }
}
