package org.palimpsest.report.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.metric.Metrics;

/**
 * Published numbers, from the files that {@code results/published/index.csv} lists. A number belongs to a dataset, a
 * condition, a method, the {@code published} attack or none, a split and a metric; it stands beside results on that
 * dataset alone. Whoever draws it beside another protocol or scale says so.
 */
public final class Published {

  private static final String FOLDER = "/org/palimpsest/published/";
  private static final AxisLabel PUBLISHED_MIX = AxisLabel.rho(.999);
  private static final List<String> COLUMNS =
      List.of(
          "dataset", "condition", "method", "rho", "attacker", "split", "metric", "mean", "sd", "n", "spread",
          "status", "source");

  /** The anchor paper first: where several papers print a number, the first is drawn beside ours. */
  private final Map<String, List<PublishedValue>> byPaper;

  private Published(Map<String, List<PublishedValue>> byPaper) {
    this.byPaper = byPaper;
  }

  public static Published load() throws IOException {
    Map<String, List<PublishedValue>> byPaper = new LinkedHashMap<>();
    StrictCsv index = csv("index.csv").having(List.of("file", "paper"), List.of());
    for (StrictCsv.Line line : index.lines()) {
      byPaper
          .computeIfAbsent(line.text("paper"), paper -> new ArrayList<>())
          .addAll(values(csv(line.text("file")).having(COLUMNS, List.of())));
    }
    return new Published(byPaper);
  }

  /** Short names of the papers, the anchor first. */
  public List<String> papers() {
    return List.copyOf(byPaper.keySet());
  }

  /** The value that stands beside ours; empty for what nobody published. */
  public Optional<PublishedValue> find(Results ours, Query query) {
    return papers().stream().flatMap(paper -> find(paper, ours, query).stream()).findFirst();
  }

  /** The value that one paper prints. */
  public Optional<PublishedValue> find(String paper, Results ours, Query query) {
    return byPaper.get(paper).stream().filter(value -> matches(value, ours, query)).findFirst();
  }

  /** How papers spell a method's name; the name itself if none knows it. */
  public String spelling(String method) {
    return byPaper.values().stream()
        .flatMap(List::stream)
        .map(PublishedValue::method)
        .filter(printed -> name(printed).equals(name(method)))
        .findFirst()
        .orElse(method);
  }

  /** Whether it is the attack of the paper, with all its settings; where mixes have no rho, on whichever it names. */
  static boolean isAsPublished(AttackKey attack, Roster roster) {
    return roster.reach(attack) == Reach.PUBLISHED
        && attack.variant().isEmpty()
        && (Double.isNaN(attack.mix().rho()) || attack.mix().equals(PUBLISHED_MIX));
  }

  private static boolean matches(PublishedValue value, Results ours, Query query) {
    return ours.words().task().dataset().publishedAs().equals(Optional.of(value.dataset()))
        && !query.at().arm().erased()
        && query.group().equals(Metrics.ALL)
        && name(value.method()).equals(name(query.at().arm().method()))
        && value.condition().equals(query.at().condition())
        && value.attacker().equals(query.attack().name())
        && (query.attack().isNone() || isAsPublished(query.attack(), ours.roster()))
        && (value.split().isEmpty() ? ours.words().headline() : value.split()).equals(query.split())
        && value.metric().equals(query.metric());
  }

  private static String name(String method) {
    return method.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  static StrictCsv csv(String name) throws IOException {
    try (InputStream stream = Published.class.getResourceAsStream(FOLDER + name)) {
      if (stream == null) {
        throw new IOException(FOLDER + name + ": expected on the class path, was not found");
      }
      return StrictCsv.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), name);
    }
  }

  private static List<PublishedValue> values(StrictCsv csv) throws IOException {
    List<PublishedValue> values = new ArrayList<>();
    for (StrictCsv.Line line : csv.lines()) {
      AxisLabel rho = AxisLabel.rho(line.decimal("rho"));
      values.add(
          new PublishedValue(
              line.text("dataset"), rho.isNone() ? new AxisLabel(line.field("condition")) : rho, line.text("method"),
              line.field("attacker"), line.field("split"), line.text("metric"), line.decimal("mean"),
              line.text("status"), line.text("source")));
    }
    return values;
  }
}
