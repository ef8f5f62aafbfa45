package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;

class AlgorithmRuleTest {

  private static final Shape IMAGE = new Shape(28, 28, 3);

  @Test
  void fusesTheNetworkUnderStudyIntoOneChain() {
    assertThat(Engine.plan(IMAGE, SimpleConvNet.PUBLISHED.layers()))
        .singleElement()
        .asString()
        .startsWith("layers 0-12: Fourier transforms, fused: convolution 7x7 3-16, batch norm, relu,")
        .endsWith("global average pool");
  }

  @Test
  void saysWhyAConvolutionIsDirect() {
    assertThat(plan(new LayerSpec.Convolution(3, 4, 7, 1, 3, Algorithm.DIRECT))).contains("so configured");
    assertThat(plan(new LayerSpec.Convolution(3, 4, 7, 2, 3, Algorithm.AUTO))).contains("stride 2");
    assertThat(plan(new LayerSpec.Convolution(3, 4, 3, 1, 1, Algorithm.AUTO))).contains("smaller than 5");
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
