package org.palimpsest.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scores of a sitting as tables, one a question. */
final class ScoreTable {

  /** Classes by the question they answer together; any other has a table of its own, under its name. */
  private static final Map<String, List<String>> QUESTIONS = questions();

  private final List<Score> all;
  private final StringBuilder text = new StringBuilder();

  private ScoreTable(List<Score> all) {
    this.all = all;
  }

  private static Map<String, List<String>> questions() {
    Map<String, List<String>> questions = new LinkedHashMap<>();
    questions.put(
        "The published network", List.of("TrainingStep", "LibtorchTrainingStep", "StockDl4jTrainingStep"));
    questions.put("Its training step by threads", List.of("ThreadScaling"));
    questions.put("Single layers", List.of("DirectLayer", "FourierLayer", "WinogradLayer", "LibtorchDirectLayer"));
    questions.put("The network of quick", List.of("QuickStep"));
    questions.put("Large networks", List.of("NetworkStep", "LibtorchNetworkStep"));
    questions.put("Transforms", List.of("Transforms"));
    questions.put("Every example's own gradient", List.of("PerExampleStep"));
    questions.put("DP-SGD", List.of("DpStep", "OpacusDpStep"));
    questions.put("Attackers", List.of("Ladder", "PerceptronBatch"));
    return questions;
  }

  /** Markdown; what {@link StepProfile} shows has a table of its own. */
  static String of(Sitting sitting) {
    Map<String, List<Score>> byClass = new TreeMap<>();
    for (Score score : sitting.scores()) {
      byClass.computeIfAbsent(score.benchmark(), c -> new ArrayList<>()).add(score);
    }
    byClass.remove(StepProfile.BENCHMARK);
    ScoreTable table = new ScoreTable(sitting.scores());
    QUESTIONS.forEach(
        (question, classes) ->
            table.add(question, classes.stream().flatMap(c -> take(c, byClass)).toList()));
    byClass.forEach(table::add);
    return table.text.toString();
  }

  private static Stream<Score> take(String name, Map<String, List<Score>> from) {
    List<Score> scores = from.remove(name);
    return scores == null ? Stream.of() : scores.stream();
  }

  private void add(String question, List<Score> scores) {
    if (scores.isEmpty()) {
      return;
    }
    boolean batched = scores.stream().anyMatch(s -> s.batch().isPresent());
    List<Ratio> ratios =
        Stream.of(Ratio.values())
            .filter(ratio -> scores.stream().anyMatch(score -> ratio.peer(score, all).isPresent()))
            .toList();
    text.append("#### ").append(question).append("\n\n| benchmark | parameters | time | ± (99.9 %) |");
    text.append(batched ? " images/s |" : "");
    ratios.forEach(ratio -> text.append(' ').append(ratio.header()).append(" |"));
    text.append("\n|---|---|---:|---:|").append("---:|".repeat((batched ? 1 : 0) + ratios.size())).append('\n');
    for (Score score : scores) {
      cell(text.append('|'), score.name());
      cell(text, new TreeMap<>(score.parameters()).toString().replaceAll("[{}]", ""));
      cell(text, number(score.time()) + " " + score.unit().replace("/op", "").replace("us", "µs"));
      cell(text, Double.isNaN(score.error()) ? "" : number(score.error()));
      if (batched) {
        cell(text, score.batch().isPresent() ? number(score.rate()) : "");
      }
      ratios.forEach(ratio -> cell(text, ratio.text(score, all)));
      text.append('\n');
    }
    text.append('\n');
  }

  private static void cell(StringBuilder row, String value) {
    row.append(' ').append(value).append(value.isEmpty() ? "|" : " |");
  }

  /** Three digits or more. */
  static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
