package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;

class RunsCsvTest {

  private static final ResultRow ROW =
      row(
          new Case(new Arm("EnD", "alpha=24.7, \"beta\"=25.4"), AxisLabel.rho(.999)), 2,
          new AttackKey("published", "examples=1000", AxisLabel.rho(.1)), 0,
          new Measurement("private_accuracy", "all", .1 + .2, Double.MIN_VALUE, Double.NaN, 10_000));

  private static ResultRow row(Case at, int seed, AttackKey attack, int epoch, Measurement measurement) {
    Source source = new Source("drawn", "disjoint", "reduced");
    return new ResultRow(
        new ResultRow.Origin("quick", source, "ab12", at, seed), attack,
        new ResultRow.Measured("unbiased", epoch, measurement));
  }

  @Test
  void columnsAreThese() throws IOException {
    StringWriter text = new StringWriter();
    RunsCsv.write(text, List.of(ROW));
    assertThat(text.toString())
        .isEqualTo(
            """
            experiment,cell,scale,dataset,condition,protocol,method,variant,rho,seed,attacker,attacker_variant,\
            attacker_rho,attacker_mix,split,group,metric,epoch,value,ci_low,ci_high,n
            quick,ab12,reduced,drawn,rho=0.999,disjoint,EnD,"alpha=24.7, ""beta""=25.4",0.999,2,published,\
            examples=1000,0.1,rho=0.1,unbiased,all,private_accuracy,0,0.30000000000000004,4.9E-324,,10000
            """);
  }

  @Test
  void everyBitComesBack(@TempDir Path folder) throws IOException {
    RandomGenerator random = new Seed(7).generator();
    List<ResultRow> rows = new ArrayList<>(List.of(ROW));
    for (int i = 0; i < 500; i++) {
      Case at = new Case(new Arm("Vanilla", ""), AxisLabel.rho(random.nextDouble()));
      double value = Double.longBitsToDouble(random.nextLong() >>> 2);
      rows.add(
          row(
              at, i, AttackKey.NONE, i,
              new Measurement(
                  "loss", "all", value, -random.nextDouble(), 1 / random.nextDouble(), random.nextInt())));
    }
    rows.add(
        row(
            new Case(new Arm("Vanilla", ""), new AxisLabel("hair")), 0,
            new AttackKey("mlp", "", new AxisLabel("balanced")), 0, ROW.measured().measurement()));
    Path file = folder.resolve("runs.csv");
    RunsCsv.write(file, rows);
    assertThat(RunsCsv.read(file)).isEqualTo(rows);
    assertThat(Files.readString(file)).doesNotContain("\r").endsWith("\n");
  }

  @Test
  void versionOneIsFilled() throws IOException {
    String text =
        """
        experiment,cell,scale,digits,protocol,method,variant,rho,seed,attacker,attacker_variant,attacker_rho,split,\
        group,metric,epoch,value,ci_low,ci_high,n
        quick,ab12,reduced,drawn,disjoint,EnD,"alpha=24.7, ""beta""=25.4",0.999,2,published,examples=1000,0.1,\
        unbiased,all,private_accuracy,0,0.30000000000000004,4.9E-324,,10000
        quick,ab12,reduced,drawn,disjoint,EnD,,0.9,2,,,,unbiased,all,target_accuracy,0,0.5,,,10000
        """;
    List<ResultRow> rows = RunsCsv.parse(text, "runs.csv");
    assertThat(rows.get(0)).isEqualTo(ROW);
    assertThat(rows.get(1).condition()).isEqualTo(new AxisLabel("rho=0.9"));
    assertThat(rows.get(1).attack()).isEqualTo(AttackKey.NONE);
  }

  @Test
  void columnsAreFoundByName() throws IOException {
    StringWriter text = new StringWriter();
    RunsCsv.write(text, List.of(ROW));
    String moved = text.toString().lines().map(l -> l.replaceFirst("(.*),([^,]*)$", "$2,$1")).reduce("", (a, b) -> a + b + "\n");
    assertThat(moved).startsWith("n,experiment,");
    assertThat(RunsCsv.parse(moved, "runs.csv")).containsExactly(ROW);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "attacker_rho | attackers_rho | line 1, column 13: unknown column 'attackers_rho' (did you mean 'attacker_rho'?)",
    ",split, | ,seed, | line 1, column 15: expected a name of its own, was 'seed' again",
    "0.999,2 | half,2 | line 2, column rho: expected a number, was 'half'",
    "0.999,2 | 0.99,2 | line 2, column rho: expected the rho of condition 'rho=0.999', was '0.99'",
    "0.999,2 | 0.999,2.5 | line 2, column seed: expected a whole number, was '2.5'",
    "quick,ab12 | quick, | line 2, column cell: expected a text, was ''",
    ",10000 | ,10000,1 | line 2: expected 22 columns, was 23",
  })
  void refusesWhatIsNotAsWritten(String good, String bad, String message) throws IOException {
    StringWriter text = new StringWriter();
    RunsCsv.write(text, List.of(ROW));
    assertThat(text.toString()).contains(good);
    String broken = text.toString().replaceFirst(Pattern.quote(good), bad);
    assertThatThrownBy(() -> RunsCsv.parse(broken, "runs.csv"))
        .isInstanceOf(IOException.class)
        .hasMessage("runs.csv: " + message);
  }

  @Test
  void refusesAnEmptyOrACutFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("runs.csv");
    Files.writeString(file, "");
    assertThatThrownBy(() -> RunsCsv.read(file)).hasMessageContaining("runs.csv: line 1: expected the header");
    RunsCsv.write(file, List.of(ROW, ROW));
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 3));
    assertThatThrownBy(() -> RunsCsv.read(file)).hasMessageContaining("runs.csv: line 3: expected a line that ends");
  }
}
