package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Turns the JMH results in {@code benchmarks/baselines} (one JSON file a sitting, named for machine and JDK) into
 * the tables of {@code benchmarks/README.md} and a plot of samples a second against batch size beside each.
 * Ratios are taken within one file only: figures from different sittings are not comparable.
 */
public final class BenchmarkTables {

  private static final String BEGIN = "<!-- tables: begin -->\n";
  private static final String END = "<!-- tables: end -->";

  private BenchmarkTables() {}

  /** No arguments; run from the repository's root. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of("benchmarks");
    StringBuilder tables = new StringBuilder(BEGIN);
    try (Stream<Path> files = Files.list(folder.resolve("baselines"))) {
      for (Path json : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        String sitting = json.getFileName().toString().replace(".json", "");
        List<Score> scores = Score.read(json);
        tables.append(table(sitting, scores));
        plot(sitting, scores, folder.resolve("baselines").resolve(sitting));
        tables.append("![Samples a second against batch size](baselines/").append(sitting).append(".png)\n\n");
      }
    }
    Path readme = folder.resolve("README.md");
    String text = Files.readString(readme);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalStateException(readme + ": expected the markers " + BEGIN.strip() + " and " + END);
    }
    Files.writeString(readme, text.substring(0, from) + tables + text.substring(to));
  }

  private static String table(String sitting, List<Score> scores) {
    StringBuilder table = new StringBuilder("### " + sitting + "\n\n");
    table.append("JDK ").append(scores.get(0).jdk()).append(". One sitting, nothing else running.\n\n");
    table.append("| benchmark | parameters | ms | ± (99.9 %) | per second | ÷ libtorch | ÷ stock DL4J |\n");
    table.append("|---|---|---:|---:|---:|---:|---:|\n");
    for (Score score : scores) {
      table.append(
          "| %s | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  score.name(),
                  score.parameters().toString().replaceAll("[{}]", ""),
                  number(score.milliseconds()),
                  Double.isNaN(score.error()) ? "" : number(score.error()),
                  number(score.samplesPerSecond()),
                  ratio(score, peer(score, "Libtorch", scores)),
                  ratio(score, stock(score, scores))));
    }
    return table.append('\n').toString();
  }

  /** The peer's score for the same question: same method and parameters in the class with this prefix. */
  private static Optional<Score> peer(Score score, String prefix, List<Score> scores) {
    return scores.stream()
        .filter(s -> s.name().equals(prefix + score.name()) && s.parameters().equals(score.parameters()))
        .findFirst();
  }

  /** Stock DeepLearning4J is too slow to measure at every batch size; its rate hardly depends on it. */
  private static Optional<Score> stock(Score score, List<Score> scores) {
    return scores.stream().filter(s -> s.name().equals("StockDl4j" + score.name())).findFirst();
  }

  private static String ratio(Score score, Optional<Score> peer) {
    return peer.map(p -> "%.2f".formatted(score.samplesPerSecond() / p.samplesPerSecond())).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.1f" : "%.4f", value);
  }

  private static void plot(String sitting, List<Score> scores, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(420)
            .title("Training step of the published network — " + sitting)
            .xAxisTitle("batch size (images)")
            .yAxisTitle("samples / s")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.0);
    for (String name : new TreeSet<>(scores.stream().map(Score::name).filter(n -> n.endsWith("TrainingStep.step")).toList())) {
      List<Score> line = new ArrayList<>(scores.stream().filter(s -> s.name().equals(name)).toList());
      line.sort(Comparator.comparingInt(s -> Integer.parseInt(s.parameters().get("batch"))));
      chart.addSeries(
          name.replace("TrainingStep.step", "").isEmpty() ? "Palimpsest" : name.replace("TrainingStep.step", ""),
          line.stream().map(s -> Integer.valueOf(s.parameters().get("batch"))).toList(),
          line.stream().map(Score::samplesPerSecond).toList());
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
