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
import java.util.stream.Stream;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Gaussian;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;

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
  private static final List<String> OPTIONAL = List.of("settings", "sample", "right", "images");

  private static final String AXIS = "bridging-imdb-latent.csv";
  private static final List<String> AXIS_COLUMNS =
      List.of("dataset", "condition", "method", "private_class", "mean", "spread_as_printed", "status", "source");

  /** The anchor paper first: where several papers print a number, the first is drawn beside ours. */
  private final Map<String, List<PublishedValue>> byPaper;

  private final List<Fit> axis;

  /** A Gaussian of one private value's scores, as printed. */
  private record Fit(AxisLabel condition, String method, String value, Gaussian gaussian) {}

  private Published(Map<String, List<PublishedValue>> byPaper, List<Fit> axis) {
    this.byPaper = byPaper;
    this.axis = axis;
  }

  public static Published load() throws IOException {
    Map<String, List<PublishedValue>> byPaper = new LinkedHashMap<>();
    StrictCsv index = csv("index.csv").having(List.of("file", "paper"), List.of());
    for (StrictCsv.Line line : index.lines()) {
      byPaper
          .computeIfAbsent(line.text("paper"), paper -> new ArrayList<>())
          .addAll(values(csv(line.text("file")).having(COLUMNS, OPTIONAL)));
    }
    return new Published(byPaper, fits(csv(AXIS).having(AXIS_COLUMNS, List.of())));
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

  /** The splits of so few images that values on them are counts. */
  public List<String> samples(Results ours, Case at) {
    return byPaper.values().stream()
        .flatMap(List::stream)
        .filter(value -> ours.words().task().dataset().publishedAs().equals(Optional.of(value.dataset())))
        .filter(value -> value.condition().equals(at.condition()))
        .flatMap(value -> value.sample().stream())
        .map(PublishedValue.Sample::split)
        .distinct()
        .toList();
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
        && value.isOf(query.at().arm().variant())
        && value.condition().equals(query.at().condition())
        && value.attacker().equals(query.attack().name())
        && (query.attack().isNone() || isAsPublished(query.attack(), ours.roster()))
        && value.isOn(query.split(), ours.words().headline())
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
              line.text("status"), line.text("source"), optional(csv, line, "settings"), sample(csv, line)));
    }
    return values;
  }

  private static String optional(StrictCsv csv, StrictCsv.Line line, String column) {
    return csv.header().contains(column) ? line.field(column) : "";
  }

  private static Optional<PublishedValue.Sample> sample(StrictCsv csv, StrictCsv.Line line) throws IOException {
    String split = optional(csv, line, "sample");
    return split.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PublishedValue.Sample(split, new Proportion(line.whole("right"), line.whole("images"))));
  }

  /**
   * What a figure prints of the first principal component of a method's features: a Gaussian for each private value, in
   * the task's order, in standard deviations of all values together where each counts alike, and turned so that the
   * first lies left, as ours are.
   */
  public Optional<List<Gaussian>> firstComponent(Results ours, Case at) {
    boolean here = ours.words().task().dataset().publishedAs().filter("imdb"::equals).isPresent();
    List<Gaussian> fits = new ArrayList<>();
    for (String value : ours.words().task().privateAttribute().values()) {
      axis.stream()
          .filter(fit -> here && fit.condition().equals(at.condition()) && fit.value().equals(value))
          .filter(fit -> name(fit.method()).equals(name(at.arm().method())) && !at.arm().erased())
          .findFirst()
          .ifPresent(fit -> fits.add(fit.gaussian()));
    }
    return fits.size() == 2 ? Optional.of(standardised(fits.get(0), fits.get(1))) : Optional.empty();
  }

  private static List<Gaussian> standardised(Gaussian one, Gaussian other) {
    double middle = (one.mean() + other.mean()) / 2;
    double apart = (other.mean() - one.mean()) / 2;
    double within = (square(one.standardDeviation()) + square(other.standardDeviation())) / 2;
    double scale = Math.sqrt(within + square(apart)) * (apart < 0 ? -1 : 1);
    return Stream.of(one, other)
        .map(fit -> new Gaussian(fit.n(), (fit.mean() - middle) / scale, fit.standardDeviation() / Math.abs(scale)))
        .toList();
  }

  private static double square(double value) {
    return value * value;
  }

  private static List<Fit> fits(StrictCsv csv) throws IOException {
    List<Fit> fits = new ArrayList<>();
    for (StrictCsv.Line line : csv.lines()) {
      fits.add(
          new Fit(
              new AxisLabel(line.text("condition")), line.text("method"), line.text("private_class"),
              new Gaussian(1, line.decimal("mean"), line.decimal("spread_as_printed"))));
    }
    return fits;
  }
}
