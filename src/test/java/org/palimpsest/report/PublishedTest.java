package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedTest {

  private static final Attack ATTACK = new Attack(Attack.PUBLISHED, .999);

  private final Published published = SampleRuns.published();

  @ParameterizedTest
  @CsvSource({
    "Vanilla,0.99,.8691,.2375", "vanilla,0.999,.1004,.9963", "EnD,0.997,.8594,.1871", "end,0.999,.5684,.1389",
    "learned-mixin,0.99,.9373,.0976", "ReBias,0.995,.7755,.3661", "rubi,0.997,.1551,.9397"
  })
  void theAnchorsValuesComeFirst(String method, double rho, double target, double leak) {
    Condition at = new Condition(new Arm(method, ""), rho);
    assertThat(published.find(Query.target(at)).orElseThrow().mean()).isEqualTo(target);
    assertThat(published.find(Query.leak(at, ATTACK)).orElseThrow().mean()).isEqualTo(leak);
    assertThat(published.find(Query.leak(at, new Attack(Attack.BALANCED, .1)))).isEmpty();
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
      Condition at = new Condition(new Arm(method, ""), rho);
      Query agreement = Query.of(at, ATTACK, Query.UNBIASED, "attacker_target_agreement");
      double sum =
          published.find(Query.leak(at, ATTACK)).orElseThrow().mean() + published.find(agreement).orElseThrow().mean();
      assertThat(sum).isCloseTo(1.09, within(.011));
    }
  }

  @Test
  void everyAccuracyIsAFraction() throws IOException {
    for (String paper : Published.load().papers()) {
      for (double rho : List.of(.990, .995, .997, .999)) {
        for (String method : List.of("Vanilla", "EnD", "RUBi", "LearnedMixin", "ReBias", "HEX")) {
          published
              .find(paper, Query.target(new Condition(new Arm(method, ""), rho)))
              .ifPresent(value -> assertThat(value.mean()).isBetween(0., 1.));
        }
      }
    }
  }
}
