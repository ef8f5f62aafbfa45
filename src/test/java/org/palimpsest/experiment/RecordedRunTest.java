package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.experiment.AttackerRecord.Reach;

class RecordedRunTest {

  @Test
  void whatIsWrittenOfATaskIsReadAgain() {
    TaskRecord task =
        new TaskRecord(
            new TaskRecord.Answers("hair", "hair colour", List.of("dark", "blond")),
            new TaskRecord.Answers("age", "age", List.of("young", "middle", "old")), "imbalance", "test",
            new AxisLabel("balanced"), Optional.of(new boolean[][] {{true, false, false}, {false, true, true}}),
            new TaskRecord.Data("faces", "Faces", Optional.of("celeba"), true, "drawn faces"),
            List.of(new TaskRecord.SplitRecord("test", "every group counts the same")),
            Optional.of(new double[][] {{5, 0, 9}, {1, 2, 3}}));
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    task.write(root.putObject("task"));
    new AttackerRecord("forest", "depth=3", "Forest", Reach.NON_LINEAR, true).write(root.putArray("attackers").addObject());
    TaskRecord read = new RecordedRun(root).task("");
    assertThat(read).usingRecursiveComparison().isEqualTo(task);
    assertThat(read.privateAttribute().chance()).isEqualTo(1 / 3.);
    assertThat(new RecordedRun(root).attackers().get("forest depth=3").reach()).isEqualTo(Reach.NON_LINEAR);
    assertThat(new RecordedRun(root).attackers().get("mlp").conclusive()).isTrue();
  }

  @Test
  void withoutATaskItIsColouredDigits() {
    TaskRecord task = RecordedRun.none().task("mnist");
    assertThat(task.target().noun() + " " + task.privateAttribute().noun()).isEqualTo("digit colour");
    assertThat(task.balanced()).isEqualTo(AxisLabel.rho(.1));
    assertThat(task.dataset().publishedAs()).contains("biased-mnist");
    assertThat(RecordedRun.none().task("grey-mnist").dataset().publishedAs()).isEmpty();
    assertThat(RecordedRun.none().role("Vanilla")).isEqualTo(MethodRole.BASELINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{\"attackers\": [{\"name\": \"a\", \"reach\": \"linaer\"}]}|reach: unknown 'linaer' (did you mean 'linear'?)",
    "{\"settings\": {\"methods\": [{\"role\": \"base\", \"settings\": {\"method\": \"a\"}}]}}|did you mean 'baseline'?",
    "{\"task\": {\"target\": {\"name\": \"a\", \"values\": [\"b\"]}}}|values of a: expected at least 2, was 1",
  })
  void whatNoRunWritesIsRefused(String example, @TempDir Path folder) throws IOException {
    String[] parts = example.split("\\|");
    Path file = Files.writeString(folder.resolve("provenance.json"), parts[0]);
    assertThatThrownBy(() -> RecordedRun.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("provenance.json: ")
        .hasMessageContaining(parts[1]);
  }
}
