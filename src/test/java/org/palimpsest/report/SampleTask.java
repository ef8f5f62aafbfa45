package org.palimpsest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Results;

/** A task on images as they are, as a provenance tells it: other nouns, C != K, no axis, attackers and methods of a plug-in. */
final class SampleTask {

  /** Hair colour and age: two targets, twelve private values, conditions that are names. */
  static final String FACES =
      """
      {"task": {
        "target": {"name": "hair", "noun": "hair shade", "values": ["dark", "blond"]},
        "private": {"name": "age", "noun": "age", "values":
          ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-99", "100-109", "110-119"]},
        "axis": "", "headline": "test", "balanced": "balanced", "aligned": null,
        "dataset": {"name": "faces", "title": "Faces", "published_as": null, "drawn": true, "summary": "drawn faces"},
        "splits": [{"name": "test", "meaning": "every group counts the same"},
                   {"name": "other", "meaning": "the other list"}],
        "shares": []},
       "attackers": [
        {"name": "line", "title": "Line", "reach": "linear", "conclusive": true},
        {"name": "forest", "title": "Forest", "reach": "non_linear", "conclusive": true},
        {"name": "told", "title": "Told", "reach": "given_target", "conclusive": true},
        {"name": "line", "variant": "kernel=rbf", "title": "Line", "reach": "non_linear", "conclusive": true},
        {"name": "coin", "title": "Coin", "reach": "control", "conclusive": false}],
       "settings": {"methods": [
        {"title": "Plain", "role": "baseline", "settings": {"method": "plain"}},
        {"title": "Sponge", "role": "method", "settings": {"method": "sponge"}},
        {"title": "Nothing", "role": "control", "settings": {"method": "nothing"}}]}}
      """;

  /** Published numbers are filed under this one. */
  static final String CELEBA =
      FACES.replace("\"published_as\": null", "\"published_as\": \"celeba\"").replace("\"faces\"", "\"celeba\"");

  static final AttackKey LINE = new AttackKey("line", "", new AxisLabel("balanced"));
  static final AttackKey FOREST = new AttackKey("forest", "", new AxisLabel("balanced"));
  static final AttackKey TOLD = new AttackKey("told", "", new AxisLabel("balanced"));
  static final AttackKey COIN = new AttackKey("coin", "", AxisLabel.NONE);
  static final AxisLabel HAIR = new AxisLabel("hair");

  private SampleTask() {}

  static RecordedRun run(String json) {
    try {
      return new RecordedRun(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Results results(String json, List<ResultRow> rows) {
    RecordedRun run = run(json);
    return new Results(source(run), rows, run, name -> run.title(name).orElse(name));
  }

  private static Source source(RecordedRun run) {
    return new Source(run.task("").dataset().name(), "disjoint", "full");
  }

  /** Five seeds of one method: target accuracy, and what the attackers read. */
  static List<ResultRow> method(String name, double target, double line, double forest) {
    List<ResultRow> rows = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      double apart = .002 * (seed - 2);
      rows.add(row(name, seed, AttackKey.NONE, Metrics.TARGET_ACCURACY, target + apart));
      rows.add(row(name, seed, LINE, Metrics.PRIVATE_ACCURACY, line + apart));
      rows.add(row(name, seed, FOREST, Metrics.PRIVATE_ACCURACY, forest + apart));
      rows.add(row(name, seed, COIN, Metrics.PRIVATE_ACCURACY, 1 / 12.));
      rows.add(row(name, seed, LINE, "information_bits", 2 * (line - 1 / 12.) + apart));
      rows.add(row(name, seed, FOREST, "information_bits", 2 * (forest - 1 / 12.) + apart));
      rows.add(row(name, seed, TOLD, Metrics.PRIVATE_ACCURACY, forest + apart));
      rows.add(row(name, seed, TOLD, "conditional_information_bits", 2 * (forest - 1 / 12.) + apart));
      for (AttackKey attack : List.of(LINE, FOREST, TOLD)) {
        Measurement converged = Measurement.plain(Metrics.CONVERGED, 1);
        rows.add(rows.get(rows.size() - 1).by(attack).with(Metrics.TRAIN, converged));
      }
    }
    return rows;
  }

  private static ResultRow row(String method, int seed, AttackKey attack, String metric, double value) {
    Case at = new Case(new Arm(method, ""), HAIR);
    return new ResultRow(
        new ResultRow.Origin("faces", source(run(FACES)), method + seed, at, seed),
        attack,
        new ResultRow.Measured("test", 0, new Measurement(metric, "all", value, value - .01, value + .01, 600)));
  }
}
