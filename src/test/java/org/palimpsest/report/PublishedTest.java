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
import org.palimpsest.metric.Metrics;
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
}
