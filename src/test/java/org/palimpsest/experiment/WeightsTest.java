package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.xray.DrawnSiimFiles;
import org.palimpsest.data.xray.SiimData;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.nn.Encoder;

/** A network that is trained on drawn radiographs, exported, and started from in another experiment. */
class WeightsTest {

  private static final String TEXT =
      """
      name: weights
      title: Weights
      dataset: {dataset: drawn-siim, height: 32, width: 32}
      network: {architecture: resnet-18, width: 2}
      train: {epochs: 2, batchSize: 16, learningRate: 0.01, schedule: plateau, patience: 1}
      methods:
        - vanilla
      attackers: []
      """;

  @TempDir static Path folder;

  private static DataHome home;
  private static ExperimentSpec first;
  private static Path cell;

  @BeforeAll
  static void train() throws IOException {
    home = new DataHome(folder.resolve("data"), "test");
    new DrawnSiimFiles(240, 40).write(home.of(SiimData.DrawnSiim.NAME), (done, of) -> {});
    first = spec(TEXT);
    run(first, "first");
    cell = folder.resolve("first/cells").resolve(first.grid().get(0).id());
    ExportedNetwork.write(cell, home.of("w.safetensors"));
  }

  private static ExperimentSpec spec(String text) {
    return new ExperimentReader(Catalogue.standard(), home).read("weights.yaml", text, List.of());
  }

  private static void run(ExperimentSpec spec, String name) throws IOException {
    new Runner(spec, home, folder.resolve(name), new RunListener() {}).run(new Provenance("test", Map.of()), false);
  }

  private static float[] parameters(String name, Cell cell) throws IOException {
    return Encoder.load(folder.resolve(name).resolve("cells").resolve(cell.id()).resolve("model")).parameters();
  }

  @Test
  void anExportedNetworkIsWhatAnotherStartsFrom() throws IOException {
    ExperimentSpec second =
        spec(TEXT.replace("width: 2}", "width: 2, weights: w.safetensors}").replace(
            "- vanilla", "- untrained\n  - {method: untrained, weights: none}"));
    List<Cell> cells = second.grid();
    assertThat(cells.get(0).variant()).matches("weights=w\\.safetensors@[0-9a-f]{8}\\+head");
    assertThat(cells.get(1).variant()).isEmpty();
    assertThat(cells.get(0).id()).isNotEqualTo(cells.get(1).id());
    assertThat(text(cells.get(0))).contains("\"start\":{\"weights\":\"");
    assertThat(text(cells.get(1))).doesNotContain("start");
    run(second, "second");
    float[] trained = Encoder.load(cell.resolve("model")).parameters();
    assertThat(parameters("second", cells.get(0))).isEqualTo(trained);
    assertThat(parameters("second", cells.get(1))).isNotEqualTo(trained);
  }

  private static String text(Cell cell) {
    return SpecJson.tree(cell.spec()).toString();
  }

  @Test
  void tablesSayThatNetworksAreFromScratch() {
    String scratch = "networks from scratch; published networks were pretrained on ImageNet";
    assertThat(first.reductions()).contains(scratch);
    assertThat(spec(TEXT.replace("width: 2}", "width: 2, weights: w.safetensors}")).reductions())
        .doesNotContain(scratch);
  }

  @Test
  void refusals() throws IOException {
    assertThatThrownBy(() -> spec(TEXT.replace("width: 2}", "width: 2, weights: none.pth}")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("network.weights: ")
        .hasMessageContaining("none.pth: there is no such file");
    assertThatThrownBy(() -> spec(TEXT.replace("width: 2}", "width: 3, weights: w.safetensors}")))
        .hasMessageContaining("expected weights of resnet-18 (width 3, batch norm, relu bottleneck), was a file with");
    assertThatThrownBy(
            () ->
                spec(
                    TEXT.replace(
                        "- vanilla", "- {method: vanilla, weights: w.safetensors, start: {keepsHead: true}}")))
        .hasMessageContaining("methods[0].start: expected none beside weights, or weights: none, was both");
    assertThatThrownBy(() -> ExportedNetwork.write(folder, folder.resolve("x.safetensors")))
        .hasMessageContaining("expected a cell whose network is trained");
    assertThatThrownBy(() -> ExportedNetwork.write(cell, folder.resolve("x.pth")))
        .hasMessage("--out: expected a file that ends with .safetensors, was " + folder.resolve("x.pth"));
    assertThat(Files.exists(folder.resolve("x.pth"))).isFalse();
  }
}
