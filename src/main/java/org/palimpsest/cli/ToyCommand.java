package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.privacy.toy.FlippedPoint;
import org.palimpsest.privacy.toy.FlippedPoint.Hits;
import org.palimpsest.privacy.toy.FlippedPoint.Level;
import org.palimpsest.privacy.toy.ToyNetwork;
import org.palimpsest.privacy.toy.ToyPoints;
import org.palimpsest.privacy.toy.ToyTraining;
import org.palimpsest.random.Seed;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Fonts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy toy}. */
@Command(
    name = "toy",
    description = {
      "Changes the colour of one of a hundred points and counts how often observers of the models tell it.",
      "Every hit rate lies below Phi(mu/2) if the mechanism keeps what it claims; exit code 1 if one does not, at 99.9 %%."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest privacy toy", "  palimpsest privacy toy --models 2000 --out toy", "  palimpsest privacy toy --influence 16"})
final class ToyCommand implements Callable<Integer> {

  /** Mu of clipped training; infinite: without noise. */
  private static final List<Double> LEVELS = List.of(Double.POSITIVE_INFINITY, 8.0, 4.0, 2.0, 1.0, 0.5);

  @Option(names = "--models", paramLabel = "N", defaultValue = "100",
      description = "Of each colour, even (${DEFAULT-VALUE}).")
  private int models;

  @Option(names = "--steps", paramLabel = "T", defaultValue = "100", description = "Of each model (${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
      description = "Of points, initial parameters and noise (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--out", paramLabel = "DIR", description = "Write the numbers and two figures there.")
  private Path out;

  @Option(names = "--influence", paramLabel = "N",
      description = "Change every point in turn, with N models each, and say whether lonely points move more.")
  private Integer influence;

  @Spec private CommandSpec spec;

  /** One network at one level, clipped or not. */
  record Run(ToyTraining training, String name, Level level) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    ToyPoints points = ToyPoints.of(new Seed(seed));
    List<Run> runs = new ArrayList<>();
    print.println("network     level         bound  logit              parameters         releases           predicted  area   null   others");
    for (ToyNetwork network : List.of(new ToyNetwork.Line(), new ToyNetwork.Perceptron())) {
      ToyTraining plain = new ToyTraining(network, points, ToyPoints.LONELY, steps, ToyTraining.UNCLIPPED);
      add(plain, "plain", Double.POSITIVE_INFINITY, runs, print);
      ToyTraining clipped = new ToyTraining(network, points, ToyPoints.LONELY, steps, 1);
      for (double mu : LEVELS) {
        add(clipped, Double.isInfinite(mu) ? "no noise" : "mu " + mu, mu, runs, print);
      }
    }
    if (influence != null) {
      influence(points, print);
    }
    if (out != null) {
      write(points, runs);
      print.println("Written to " + out);
    }
    boolean refuted = runs.stream().anyMatch(run -> run.level().refuted());
    print.println(
        refuted
            ? "REFUTED: an observer does better than the bound allows: the mechanism is broken"
            : "No observer does better than the bound allows.");
    return refuted ? 1 : 0;
  }

  private void add(ToyTraining training, String name, double mu, List<Run> runs, PrintWriter print) {
    Seed own = new Seed(seed).derive("toy", training.network().name(), name);
    Run run = new Run(training, name, new FlippedPoint(training, models).at(mu, own));
    runs.add(run);
    Level level = run.level();
    print.printf(
        Locale.ROOT, "%-11s %-13s %.3f  %-18s %-18s %-18s %.3f      %.3f  %.3f  %.3f%n", training.network().name(), name,
        level.bound(), words(level.hits().get(0)), words(level.hits().get(1)), words(level.hits().get(2)),
        level.predicted(), level.area(), level.nullArea(), level.accuracy());
    print.flush();
  }

  private static String words(Hits hits) {
    Interval interval = hits.rate().clopperPearson(Measurement.LEVEL);
    return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", hits.rate().value(), interval.low(), interval.high());
  }

  private void influence(ToyPoints points, PrintWriter print) {
    for (double mu : new double[] {Double.POSITIVE_INFINITY, 1}) {
      double[] area = new double[points.size()];
      double[] lonely = new double[points.size()];
      for (int point = 0; point < area.length; point++) {
        ToyTraining training = new ToyTraining(new ToyNetwork.Perceptron(), points, point, steps, 1);
        area[point] =
            new FlippedPoint(training, influence)
                .at(mu, new Seed(seed).derive("influence", Double.toString(mu)).derive(point)).area();
        lonely[point] = points.loneliness(point);
      }
      print.printf(
          Locale.ROOT, "influence, %s: area and distance to the five nearest points have rank correlation %.2f; point %d moves %.3f%n",
          Double.isInfinite(mu) ? "no noise" : "mu " + mu, new SpearmansCorrelation().correlation(area, lonely),
          ToyPoints.LONELY, area[ToyPoints.LONELY]);
    }
  }

  private void write(ToyPoints points, List<Run> runs) throws IOException {
    Files.createDirectories(out);
    StringBuilder csv =
        new StringBuilder("network,level,noise_multiplier,bound,observer,hit_rate,ci_low,ci_high,n,predicted,area,null_area\n");
    for (Run run : runs) {
      for (Hits hits : run.level().hits()) {
        Interval interval = hits.rate().clopperPearson(Measurement.LEVEL);
        csv.append(
            String.format(
                Locale.ROOT, "%s,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s%n", run.training().network().name(), run.name(),
                run.level().noiseMultiplier(), run.level().bound(), hits.observer(), hits.rate().value(),
                interval.low(), interval.high(), hits.rate().n(), run.level().predicted(), run.level().area(),
                run.level().nullArea()));
      }
    }
    Files.writeString(out.resolve("hits.csv"), csv);
    if (Fonts.problem().isEmpty()) {
      for (Figure figure : ToyFigures.of(points, runs)) {
        figure.write(out);
      }
    }
  }
}
