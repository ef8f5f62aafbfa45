package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.weights.SafeTensors;
import org.palimpsest.nn.weights.TensorFile.Tensor;
import org.palimpsest.nn.weights.TensorFile;
import org.palimpsest.random.Seed;

/** Weights of ResNet-18 and DenseNet-121 to a file and back, under torchvision's names. */
class TorchvisionWeightsTest {

  private static final OptimiserSpec ADAM = new OptimiserSpec(0);
  private static final NetworkSpec RESIDUAL =
      new ResNet18(32, Optional.empty(), 3, 2, Normalisation.BATCH, Bottleneck.RELU, 2);
  private static final NetworkSpec DENSE =
      new DenseNet121(32, Optional.empty(), 3, 2, Normalisation.BATCH, Bottleneck.RELU, 2);

  @TempDir private Path folder;

  private static Encoder encoder(NetworkSpec network, int seed) {
    return network.create(ADAM, new Seed(seed));
  }

  private TensorFile written(Map<String, Tensor> tensors) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    SafeTensors.write(file, tensors, Map.of());
    return TensorFile.read(file);
  }

  private static Map<String, Tensor> renamed(Map<String, Tensor> tensors, UnaryOperator<String> rename) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> all.put(rename.apply(name), tensor));
    return all;
  }

  @Test
  void surviveAFile() throws IOException {
    for (NetworkSpec network : List.of(RESIDUAL, DENSE)) {
      Encoder from = encoder(network, 1);
      Encoder to = encoder(network, 2);
      TensorFile file = written(TorchvisionWeights.of(from));
      assertThat(TorchvisionWeights.check(network, file)).isTrue();
      assertThat(to.parameters()).isNotEqualTo(from.parameters());
      TorchvisionWeights.into(to, file);
      assertThat(to.parameters()).isEqualTo(from.parameters());
    }
  }

  @Test
  void haveTheirNames() {
    Map<String, Tensor> residual = TorchvisionWeights.of(encoder(RESIDUAL, 1));
    assertThat(residual).hasSize(122 - 20);
    assertThat(residual.get("layer4.0.downsample.0.weight").shape()).isEqualTo(List.of(16, 8, 1, 1));
    assertThat(residual.get("fc.weight").shape()).isEqualTo(List.of(2, 16));
    Map<String, Tensor> dense = TorchvisionWeights.of(encoder(DENSE, 1));
    assertThat(dense).hasSize(727 - 121);
    assertThat(dense).containsKeys(
        "features.conv0.weight", "features.denseblock3.denselayer24.conv2.weight", "features.transition3.conv.weight",
        "features.norm5.running_var", "classifier.bias");
  }

  @Test
  void areReadFromOlderNamesAndBehindWrappers() throws IOException {
    Encoder from = encoder(DENSE, 1);
    Map<String, Tensor> older =
        renamed(
            TorchvisionWeights.of(from),
            name -> "module." + name.replaceFirst("(denselayer\\d+\\.(?:norm|conv))([12])", "$1.$2"));
    older.put("module.features.norm0.num_batches_tracked", new Tensor(List.of(), new float[] {7}));
    assertThat(older).containsKey("module.features.denseblock1.denselayer1.norm.1.weight");
    Encoder to = encoder(DENSE, 2);
    TorchvisionWeights.into(to, written(older));
    assertThat(to.parameters()).isEqualTo(from.parameters());
    Encoder residual = encoder(RESIDUAL, 2);
    Map<String, Tensor> own = TorchvisionWeights.of(encoder(RESIDUAL, 1));
    TorchvisionWeights.into(residual, written(renamed(own, name -> "m." + name)));
    assertThat(residual.parameters()).isEqualTo(encoder(RESIDUAL, 1).parameters());
  }

  @Test
  void aHeadOfOtherClassesStaysDrawn() throws IOException {
    NetworkSpec three = RESIDUAL.with(new Shape(32, 32, 3), 3);
    TensorFile file = written(TorchvisionWeights.of(encoder(three, 1)));
    assertThat(TorchvisionWeights.check(RESIDUAL, file)).isFalse();
    Encoder to = encoder(RESIDUAL, 2);
    float[] before = to.parameters();
    TorchvisionWeights.into(to, file);
    int head = before.length - 2 * 16 - 2;
    float[] body = Arrays.copyOf(encoder(three, 1).parameters(), head);
    assertThat(Arrays.copyOf(to.parameters(), head)).isEqualTo(body);
    assertThat(Arrays.copyOfRange(to.parameters(), head, before.length))
        .isEqualTo(Arrays.copyOfRange(before, head, before.length));
  }

  @Test
  void whatDoesNotFitIsListed() throws IOException {
    Map<String, Tensor> tensors = TorchvisionWeights.of(encoder(RESIDUAL, 1));
    tensors.remove("bn1.bias");
    tensors.put("conv1.weight", new Tensor(List.of(1), new float[1]));
    tensors.put("bn1.weight", new Tensor(List.of(2), new float[] {1, Float.NaN}));
    tensors.put("extra", new Tensor(List.of(1), new float[1]));
    TensorFile file = written(tensors);
    assertThatThrownBy(() -> TorchvisionWeights.into(encoder(RESIDUAL, 1), file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "expected weights of resnet-18 (width 2, batch norm, relu bottleneck), was a file with: conv1.weight is [1],"
                + " not [2, 3, 7, 7]; bn1.weight is not finite; no bn1.bias; a surplus extra");
    assertThatThrownBy(() -> TorchvisionWeights.check(DENSE, file))
        .hasMessageContaining("no features.conv0.weight").hasMessageContaining(" more");
    NetworkSpec group = new ResNet18(32, Optional.empty(), 3, 2, Normalisation.GROUP, Bottleneck.RELU, 2);
    TensorFile whole = written(TorchvisionWeights.of(encoder(RESIDUAL, 1)));
    assertThatThrownBy(() -> TorchvisionWeights.check(group, whole))
        .hasMessageContaining("a surplus bn1.running_mean");
    assertThatThrownBy(() -> TorchvisionWeights.check(SmallConvNet.COLOUR, whole))
        .hasMessageContaining("network: expected resnet-18 or densenet-121");
  }
}
