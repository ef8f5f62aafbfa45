package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.Source;
import org.palimpsest.metric.Gaussian;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

class PublishedTest {

  private static final AttackKey ATTACK = new AttackKey("published", "", AxisLabel.rho(.999));

  private static final Results MNIST = SampleRuns.none(SampleRuns.SMALL.setting());

  private final Published published = SampleRuns.published();

  @ParameterizedTest
  @CsvSource({
    "Vanilla,0.99,.8691,.2375", "vanilla,0.999,.1004,.9963", "EnD,0.997,.8594,.1871", "end,0.999,.5684,.1389",
    "learned-mixin,0.99,.9373,.0976", "ReBias,0.995,.7755,.3661", "rubi,0.997,.1551,.9397"
  })
  void theAnchorsValuesComeFirst(String method, double rho, double target, double leak) {
    Case at = new Case(new Arm(method, ""), AxisLabel.rho(rho));
    assertThat(published.find(MNIST, MNIST.target(at)).orElseThrow().mean()).isEqualTo(target);
    assertThat(published.find(MNIST, MNIST.leak(at, ATTACK)).orElseThrow().mean()).isEqualTo(leak);
    assertThat(published.find(MNIST, MNIST.leak(at, new AttackKey("balanced", "", AxisLabel.rho(.1))))).isEmpty();
  }

  @Test
  void namesAreSpeltAsInPapersWhereTheyAreKnown() {
    assertThat(published.spelling("learnedmixin")).isEqualTo("LearnedMixin");
    assertThat(published.spelling("end")).isEqualTo("EnD");
    assertThat(published.spelling("novel")).isEqualTo("novel");
  }

  /** In all cells of methods without a regulariser on the features, the probe names colour or digit, hardly neither. */
  @ParameterizedTest
  @ValueSource(strings = {"Vanilla", "RUBi", "ReBias"})
  void transcriptionKeepsTheSumOfPrivateAccuracyAndAgreement(String method) {
    for (double rho : List.of(.990, .995, .997, .999)) {
      Case at = new Case(new Arm(method, ""), AxisLabel.rho(rho));
      Query agreement = Query.of(at, ATTACK, Metrics.UNBIASED, "attacker_target_agreement");
      double sum =
          published.find(MNIST, MNIST.leak(at, ATTACK)).orElseThrow().mean() + published.find(MNIST, agreement).orElseThrow().mean();
      assertThat(sum).isCloseTo(1.09, within(.011));
    }
  }

  @Test
  void everyAccuracyIsAFraction() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("results/published"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).sorted().toList()) {
        for (StrictCsv.Line line : StrictCsv.read(file).lines()) {
          boolean accuracy = StrictCsv.read(file).header().contains("metric") && line.field("metric").endsWith("accuracy");
          if (accuracy) {
            assertThat(line.decimal("mean")).as("%s: line %d", file, line.number()).isBetween(0., 1.);
          }
        }
      }
    }
  }

  @Test
  void numbersStandBesideTheirDatasetAlone() {
    Case at = new Case(new Arm("vanilla", ""), AxisLabel.rho(.99));
    for (String dataset : List.of("drawn", "grey-mnist")) {
      Results others = SampleRuns.none(new Source(dataset, "published", "full"));
      assertThat(published.find(others, others.target(at))).as(dataset).isEmpty();
    }
  }

  /** CelebA has no rho, and its table names no split: the numbers are those of the headline split. */
  @Test
  void conditionsWithoutAnAxisAreFoundByName() throws IOException {
    Results celeba = SampleTask.results(SampleTask.CELEBA, List.of());
    Case hair = new Case(new Arm("vanilla", ""), new AxisLabel("hair"));
    assertThat(published.find(celeba, celeba.target(hair)).orElseThrow().mean()).isEqualTo(.7025);
    AttackKey attack = new AttackKey("published", "", new AxisLabel("as-is"));
    assertThat(published.find(celeba, celeba.leak(hair, attack)).orElseThrow().mean()).isEqualTo(.592);
    assertThat(published.find(celeba, celeba.target(new Case(hair.arm(), new AxisLabel("smiling"))))).isEmpty();
  }

  /** Table 2's private accuracies are of 728 and 36 images; Vanilla's target accuracy is another paper's, on all. */
  @Test
  void valuesOfFewImagesAreCounts() throws IOException {
    Results celeba = SampleTask.results(SampleTask.CELEBA, List.of());
    Case makeup = new Case(new Arm("end", "alpha=1"), new AxisLabel("makeup"));
    Case vanilla = new Case(new Arm("vanilla", ""), makeup.condition());
    AttackKey attack = new AttackKey("published", "", new AxisLabel("as-is"));
    assertThat(published.samples(celeba, makeup)).containsExactly("published-sample");
    Query private23 = Query.of(makeup, attack, "published-sample", Metrics.PRIVATE_ACCURACY);
    assertThat(published.find(celeba, private23).orElseThrow().sample().orElseThrow().count())
        .isEqualTo(new Proportion(23, 36));
    assertThat(published.find(celeba, Query.of(vanilla, AttackKey.NONE, "published-sample", Metrics.TARGET_ACCURACY)))
        .isEmpty();
    try (Stream<String> lines = Files.lines(Path.of("results/published/bridging-celeba.csv"))) {
      assertThat(lines.filter(line -> line.contains("published-sample"))).hasSize(6);
    }
    for (StrictCsv.Line line : StrictCsv.read(Path.of("results/published/bridging-celeba.csv")).lines()) {
      if (!line.field("images").isEmpty()) {
        double share = (double) line.whole("right") / line.whole("images");
        assertThat(line.decimal("mean")).isCloseTo(share, within(5e-5));
      }
    }
  }

  @Test
  void aValueOfOneSettingStandsBesideThatSettingAlone() throws IOException {
    Results siim = SampleTask.results(SampleTask.CELEBA.replace("\"celeba\"", "\"siim\""), List.of());
    AxisLabel all = new AxisLabel("all");
    assertThat(target(siim, new Arm("end", "alpha=1.0 beta=1.0 share=0.01"), all)).isEqualTo(.7821);
    assertThat(target(siim, new Arm("end", "alpha=1.0 beta=1.0 share=0.1"), all)).isEqualTo(.7802);
    assertThat(published.find(siim, siim.target(new Case(new Arm("end", "share=0.15"), all)))).isEmpty();
  }

  private double target(Results ours, Arm arm, AxisLabel condition) {
    return published.find(ours, ours.target(new Case(arm, condition))).orElseThrow().mean();
  }

  /** Printed -0.42 +- 0.27 for men and 0.42 +- 0.47 for women: over both, with equal weights, sd .5686. */
  @Test
  void publishedFitsAreInTheUnitsOfOurs() throws IOException {
    String imdb =
        SampleTask.CELEBA.replace("\"celeba\"", "\"imdb\"").replaceAll(
            "(?s)(\"private\": .*?\"values\":\\s*)\\[.*?\\]", "$1[\"female\", \"male\"]");
    Results ours = SampleTask.results(imdb, List.of());
    Case at = new Case(new Arm("vanilla", ""), new AxisLabel("EB1"));
    List<Gaussian> fits = published.firstComponent(ours, at).orElseThrow();
    assertThat(fits.get(0).mean()).isCloseTo(-.42 / .5686, within(1e-3));
    assertThat(fits.get(0).standardDeviation()).isCloseTo(.47 / .5686, within(1e-3));
    assertThat(fits.get(1).mean()).isCloseTo(.42 / .5686, within(1e-3));
    assertThat(fits.get(1).standardDeviation()).isCloseTo(.27 / .5686, within(1e-3));
    assertThat(published.firstComponent(ours, new Case(at.arm(), new AxisLabel("EB2")))).isEmpty();
  }
}
