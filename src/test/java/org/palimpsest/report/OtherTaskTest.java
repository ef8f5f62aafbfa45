package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Results;

/** Two targets and twelve private values, no axis, and attackers and methods that only the provenance knows. */
class OtherTaskTest {

  private static List<ResultRow> rows(double target, double line, double forest) {
    List<ResultRow> rows = new ArrayList<>(SampleTask.method("plain", .7, .6, .8));
    rows.addAll(SampleTask.method("sponge", target, line, forest));
    rows.addAll(SampleTask.method("nothing", .5, .3, .3));
    return rows;
  }

  private static Verdicts.Ruling ruling(String method, double target, double line, double forest) {
    Results results = SampleTask.results(SampleTask.FACES, rows(target, line, forest));
    Case at = new Case(new Arm(method, ""), SampleTask.HAIR);
    return Verdicts.of(results, false).of(at).orElseThrow();
  }

  @Test
  void aPlugInsAttackersDecide() {
    assertThat(ruling("sponge", .8, .09, .09).verdict()).isEqualTo(Verdict.ERASES);
    assertThat(ruling("sponge", .8, .09, .5).verdict()).isEqualTo(Verdict.HIDES);
    assertThat(ruling("sponge", .8, .09, .5).because()).contains("forest");
    assertThat(ruling("sponge", .8, .6, .75).verdict()).isEqualTo(Verdict.IS_READ);
  }

  @Test
  void aPlugInsMethodsHaveTheRolesTheyDeclare() {
    assertThat(ruling("plain", .8, .6, .8).verdict()).isEqualTo(Verdict.REFERENCE);
    assertThat(ruling("nothing", .8, .6, .8).verdict()).isEqualTo(Verdict.CONTROL);
  }

  /** What settings make of an attacker may be of another reach than the attacker as it comes. */
  @Test
  void settingsMayChangeTheReach() {
    Results results = SampleTask.results(SampleTask.FACES, rows(.8, .6, .8));
    AttackKey kernel = new AttackKey("line", "kernel=rbf", SampleTask.LINE.mix());
    AttackKey few = new AttackKey("line", "examples=10", SampleTask.LINE.mix());
    assertThat(results.roster().reach(kernel)).isEqualTo(Reach.NON_LINEAR);
    assertThat(results.roster().reach(few)).isEqualTo(Reach.LINEAR);
  }

  /** 55 % is far above the private attribute's chance of 8.3 %, and not clearly above the target's of 50 %. */
  @Test
  void targetAccuracyIsJudgedAgainstTheTargetsChance() {
    assertThat(ruling("sponge", .55, .09, .09).because()).contains("points above chance");
    assertThat(ruling("sponge", .57, .09, .09).verdict()).isEqualTo(Verdict.ERASES);
  }

  @Test
  void theFloorIsThePrivateAttributesChance() {
    Results results = SampleTask.results(SampleTask.FACES, rows(.8, .6, .8));
    assertThat(new Ladder(results).floor()).isEqualTo(1 / 12.);
    assertThat(new Ladder(results).rungs()).containsExactly(SampleTask.LINE, SampleTask.FOREST);
  }

  @Test
  void theReportSpeaksOfTheTaskAlone(@TempDir Path folder) throws IOException {
    RunsCsv.write(folder.resolve("runs.csv"), rows(.8, .09, .5));
    Files.writeString(folder.resolve("provenance.json"), SampleTask.FACES);
    String page = Files.readString(Report.write(folder)).replaceAll("(?s)<style>.*?</style>", "");
    String words = page.replaceAll("base64,[^\"]*", "");
    assertThat(words).contains("hair shade", "Sponge", "forest", "hides from linear probes only", "Faces");
    assertThat(words.toLowerCase()).doesNotContain("colour").doesNotContain("digit").doesNotContain("\u03c1");
    assertThat(Files.readString(folder.resolve("tables/verdicts.md")))
        .contains("| Sponge | hair | hides from linear probes only")
        .contains("| Nothing | hair | control");
    assertThat(Files.readString(folder.resolve("tables/attackers.md"))).contains("| Sponge | hair | forest | 50.0");
    for (String figure : List.of("leakage", "residue", "scatter-line", "polar-line")) {
      assertThat(folder.resolve("figures/" + figure + ".png")).as(figure).isNotEmptyFile();
    }
  }
}
