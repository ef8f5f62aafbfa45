package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Measurement;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.SweepResults;

class SweepSectionTest {

  private static final Source SETTING = new Source("mnist", "disjoint", "full");

  @Test
  void theRulesAreComparedByWhatTheyMakeOfMethodsNotOfControls() {
    Map<SelectionRule, Results> chosen = new LinkedHashMap<>();
    chosen.put(SelectionRule.LAST, slice(.50, .60, .10));
    chosen.put(SelectionRule.ORACLE_TEST, slice(.52, .70, .95));
    Section section =
        SweepSection.of(
            slice(.50, .60, .10), new SweepResults(List.of(), chosen), RecordedRun.none());
    assertThat(section.findings()).hasSize(2);
    assertThat(section.findings().get(1).claim())
        .isEqualTo(
            "Who chooses matters: end at \u03c1 = 0.99 has a target accuracy of 60.0 % by last and 70.0 % by"
                + " oracle-test.");
    assertThat(section.findings().get(1).evidence()).contains("controls aside");
  }

  @Test
  void controlsAloneAreNoFinding() {
    Map<SelectionRule, Results> chosen = new LinkedHashMap<>();
    chosen.put(SelectionRule.LAST, slice(.5, .6, .10));
    chosen.put(SelectionRule.ORACLE_TEST, slice(.5, .6, .95));
    Section section =
        SweepSection.of(
            slice(.5, .6, .10), new SweepResults(List.of(), chosen), RecordedRun.none());
    assertThat(section.findings()).hasSize(1);
  }

  private static Results slice(double vanilla, double end, double untrained) {
    List<ResultRow> rows = new ArrayList<>();
    rows.add(target("vanilla", vanilla));
    rows.add(target("end", end));
    rows.add(target("untrained", untrained));
    return new Results(SETTING, rows, RecordedRun.none(), name -> name);
  }

  private static ResultRow target(String method, double value) {
    Case at = new Case(new Arm(method, ""), AxisLabel.rho(.99));
    return new ResultRow(
        new ResultRow.Origin("sample", SETTING, method, at, 0),
        AttackKey.NONE,
        new ResultRow.Measured(
            "unbiased", 0, new Measurement("target_accuracy", "all", value, value - .01, value + .01, 10_000)));
  }
}
