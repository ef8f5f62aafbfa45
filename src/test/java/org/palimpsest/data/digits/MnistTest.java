package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;

class MnistTest {

  @TempDir Path folder;

  @Test
  void saysHowToGetWhatIsMissing() {
    Mnist mnist = new Mnist(folder.resolve("mnist"));
    assertThat(mnist.isPresent()).isFalse();
    assertThatThrownBy(mnist::train)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(mnist.folder().toString())
        .hasMessageContaining("train-images-idx3-ubyte.gz")
        .hasMessageContaining("java -jar target/palimpsest.jar data fetch mnist")
        .hasMessageContaining("PALIMPSEST_DATA")
        .message().doesNotContain("\n");
    assertThat(mnist.verify()).hasSize(4).allMatch(file -> !file.isPresent() && !file.isIntact());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t10k-labels-idx1-ubyte", "t10k-labels-idx1-ubyte.gz", "t10k-labels.idx1-ubyte", "t10k-labels.idx1-ubyte.gz"
      })
  void findsEveryNameAndRefusesAnotherCount(String name) throws IOException {
    Files.write(folder.resolve(name), IdxBytes.counting(10, 9_999));
    Mnist mnist = new Mnist(folder);

    assertThat(mnist.isPresent()).isTrue();
    FileState state = mnist.verify().get(3);
    assertThat(state.file()).contains(folder.resolve(name));
    assertThat(state.bytes()).isEqualTo(10_007);
    assertThat(state.problem()).contains(folder.resolve(name) + ": expected 10000 items, found 9999");
  }

  @Test
  void refusesTheRightShapeWithAnotherContent() throws IOException {
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxBytes.counting(10, 10_000));
    assertThat(new Mnist(folder).verify().get(3).problem().orElseThrow())
        .contains("expected content with SHA-256 ff7bcfd4");
  }

  @Test
  void refusesImagesOfAnotherSize() throws IOException {
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), IdxBytes.counting(10, 10_000, 27, 28));
    assertThatThrownBy(new Mnist(folder)::test)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected images of 28 x 28, found 27 x 28");
  }

  @Test
  void readsTheRealImages() {
    Mnist mnist = RealMnist.require();
    assertThat(mnist.verify()).allMatch(FileState::isIntact);
    assertThat(mnist.train().size()).isEqualTo(60_000);
    LabelledImages test = mnist.test();
    assertThat(test.size()).isEqualTo(10_000);
    assertThat(test.label(0)).isEqualTo(7);
    assertThat(test.classes()).isEqualTo(10);
  }

  @Test
  void theOptionOverridesTheEnvironmentAndTheEnvironmentTheDefault() {
    Map<String, String> environment = Map.of(DataHome.VARIABLE, "/variable");
    assertThat(DataHome.resolve(Optional.of(folder), environment).folder()).isEqualTo(folder);
    assertThat(DataHome.resolve(Optional.empty(), environment).folder()).isEqualTo(Path.of("/variable"));
    assertThat(DataHome.resolve(Optional.empty(), Map.of()).folder()).isEqualTo(Path.of("datasets"));
    assertThat(DataHome.resolve(Optional.empty(), Map.of(DataHome.VARIABLE, " ")).of("mnist"))
        .isEqualTo(Path.of("datasets", "mnist"));
  }

  @Test
  void refusesAFileAsTheDataHome() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataHome.resolve(Optional.of(file), Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessage(file + " (--data-dir): expected a folder, found a file");
  }
}
