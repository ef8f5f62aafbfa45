package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.features.NpyWriter;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.random.Seed;
import picocli.CommandLine;

/** The command as people type it: from two files to pages, tables and matrices. */
class AttackCommandTest {

  private static final int ROWS = 400;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What tells sex in one file, and tells nothing in the other. */
  @BeforeEach
  void writeFiles() throws IOException {
    RandomGenerator random = new Seed(2).derive("attack command").generator();
    StringBuilder labels = new StringBuilder("sex,age,job,person\n");
    try (NpyWriter tells = NpyWriter.singles(folder.resolve("tells.npy"), ROWS, 3);
        NpyWriter none = NpyWriter.doubles(folder.resolve("none.npy"), ROWS, 5)) {
      for (int i = 0; i < ROWS; i++) {
        int sex = random.nextInt(2);
        tells.row(new double[] {random.nextGaussian() + 6 * sex, random.nextGaussian(), i % 2}, 0);
        none.row(random.doubles(5).toArray(), 0);
        labels.append("%s,%d,%d,%d%n".formatted("fm".charAt(sex), random.nextInt(90), i % 2, i / 2));
      }
    }
    Files.writeString(folder.resolve("labels.csv"), labels);
  }

  private int attack(String... more) {
    List<String> arguments = new ArrayList<>(List.of("attack", "--labels", folder.resolve("labels.csv").toString()));
    arguments.addAll(List.of(more));
    return Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true)).execute(arguments.toArray(String[]::new));
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void severalAttributesArmsAndErasersFromFilesToPages() throws IOException {
    int code =
        attack(
            "--arm", "tells=" + in("tells.npy"), "--arm", "none=" + in("none.npy"), "--private", "sex,age", "--bins", "age=2",
            "--target", "job", "--group", "person", "--attackers", "linear,knn", "--erasers", "leace", "--allow-dirty",
            "--export-eraser", in("erasers"), "--out", in("results"));
    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("sex, tells: given away, to linear readers too. ", "sex, tells (erased=leace@train): ", "ignored columns: age");
    assertThat(Files.readString(folder.resolve("results/index.html"))).contains("sex/report.html", "age/report.html");
    assertThat(Files.readString(folder.resolve("results/tables/leakage.md"))).contains("| sex | tells | 50 |");
    Path sex = folder.resolve("results/sex");
    assertThat(Files.readAllLines(sex.resolve("runs.csv")).get(0)).isEqualTo(String.join(",", RunsCsv.HEADER));
    List<ResultRow> rows = RunsCsv.read(sex.resolve("runs.csv"));
    assertThat(rows.stream().map(ResultRow::method).distinct()).containsExactly("tells", "none");
    assertThat(rows.stream().map(ResultRow::attacker)).doesNotContain("raw-pixel").contains("majority", "shuffled");
    assertThat(Files.readString(sex.resolve("report.html")))
        .contains("Something that was trained elsewhere", "What do the features give away?");
    assertThat(Files.readString(sex.resolve("provenance.json"))).contains("SHA-256 ");
    assertThat(out.toString()).contains("sex, none beside tells: less is read by linear and knn. Points of accuracy on the same 100 rows");
    String paired = Files.readString(sex.resolve("tables/paired.md"));
    assertThat(paired).contains("| none | tells | linear | ", " | less is read (p < 0.001) |").contains("| tells (erased=leace@train) | tells | linear |");
    assertThat(Files.readString(sex.resolve("report.html"))).contains("Do features give away less than others of the same rows?");
    for (String matrix : List.of("tells/leace/projection.npy", "none/leace/mean.npy")) {
      assertThat(folder.resolve("erasers/sex").resolve(matrix)).exists();
    }
    assertThat(attack("--features", in("tells.npy"), "--private", "sex", "--attackers", "linear", "--allow-dirty", "--out", in("alone"))).isZero();
    String page = Files.readString(folder.resolve("alone/report.html"));
    assertThat(page).doesNotContain("Target accuracy</th>");
    assertThat(folder.resolve("alone/tables/leakage.csv")).exists();
  }

  /** The file says what the options say; keys that are no option are refused with their line. */
  @Test
  void settingsComeFromAFile() throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        arm:
          one: %s
          two: %s
        private: [sex]
        bins: {age: [0, 30, 100]}
        drop-missing: true
        attackers: [linear]
        allow-dirty: true
        """.formatted(in("tells.npy"), in("none.npy")));
    assertThat(attack("--settings", file.toString(), "--out", in("r"))).as(err.toString()).isZero();
    assertThat(Files.readString(folder.resolve("r/tables/paired.csv"))).contains("two,,one,linear");
    assertThat(Files.readString(folder.resolve("r/provenance.json"))).contains("drop-missing: true");
    Files.writeString(file, "private: [sex]\nattacker: [linear]\n");
    assertThat(attack("--settings=" + file, "--out", in("r"))).isEqualTo(2);
    assertThat(err.toString()).contains("mine.yaml:2: attacker: unknown key (did you mean 'attackers'?)");
    assertThat(attack("--settings", in("no.yaml"), "--out", in("r"))).isEqualTo(2);
    assertThat(err.toString()).contains("--settings: expected a YAML file, was '", "no.yaml");
  }

  @Test
  void theDocumentedSettingsAreOptions() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/from-python.md"));
    String yaml = page.substring(page.indexOf("```yaml") + 8, page.indexOf("```", page.indexOf("```yaml") + 8));
    CommandLine attack = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).getSubcommands().get("attack");
    assertThat(AttackSettings.arguments("page", yaml, attack.getCommandSpec()))
        .contains("--arm=after=b.npy", "--private=sex,age", "--bins=age=4", "--group=patient", "--out=results/two");
  }

  @Test
  void whatIsMissingOrWrongIsSaidInASentence() throws IOException {
    String tells = in("tells.npy");
    Files.writeString(folder.resolve("m.onnx"), "");
    assertThat(attack("--private", "sex", "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", tells, "--arm", "a=" + tells, "--private", "sex", "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", tells, "--private", "sex", "--attackers", "linaer", "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", tells, "--private", "sex", "--export-eraser", in("e"), "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", tells, "--private", "sex", "--bins", "age=x", "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", in("none.csv"), "--private", "sex", "--out", in("r"))).isEqualTo(1);
    assertThat(attack("--model", in("m.onnx"), "--private", "sex", "--path", "job", "--out", in("r"))).isEqualTo(1);
    assertThat(attack("--features", tells, "--private", "sex,sex", "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--features", tells, "--out", in("r"))).isEqualTo(2);
    assertThat(attack("--model", in("m.onnx"), "--dataset", "celeba", "--out", in("r"))).isEqualTo(2);
    assertThat(err.toString().lines())
        .anyMatch(line -> line.contains("--private: expected each once"))
        .anyMatch(line -> line.contains("expected --labels FILE and --private COLUMN, was no --private"))
        .anyMatch(line -> line.contains("--dataset: expected its own labels and split"))
        .allMatch(line -> line.startsWith("palimpsest: "))
        .anyMatch(line -> line.contains("expected --features, --arm or --model, was neither"))
        .anyMatch(line -> line.contains("was both"))
        .anyMatch(line -> line.contains("did you mean 'linear'?"))
        .anyMatch(line -> line.contains("expected --erasers beside it"))
        .anyMatch(line -> line.contains("expected numbers, as in age=4"))
        .anyMatch(line -> line.contains("none.csv: expected a file of features, was missing"))
        .anyMatch(line -> line.contains("mvn -q -Ponnx package -DskipTests"));
  }
}
