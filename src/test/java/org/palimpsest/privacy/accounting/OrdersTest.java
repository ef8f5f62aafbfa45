package org.palimpsest.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.privacy.accounting.AccountantPropertiesTest.Run;
import org.palimpsest.privacy.accounting.Rdp.RdpBound.Place;
import org.palimpsest.privacy.accounting.Rdp.RdpBound;

/** The grid that everything is accounted with: fine enough, searched to its least, and honest about its ends. */
class OrdersTest {

  private static final Rdp DENSE = new Rdp();

  @Test
  void theDenseGridHoldsTheOthers() {
    assertThat(DENSE.orders()).containsAll(Rdp.standard().orders()).containsAll(Rdp.wide().orders());
    for (int i = 1; i < DENSE.orders().size(); i++) {
      double low = DENSE.orders().get(i - 1);
      double high = DENSE.orders().get(i);
      assertThat(high - low).isLessThanOrEqualTo(Math.max(1, 0.01 * low));
    }
  }

  /** The search of high orders against trying all of them, and against the coarser grids. */
  @Test
  void findsTheLeastOfTheGrid() {
    for (int i = 0; i < 300; i++) {
      Run run = Run.random(i);
      RdpBound bound = DENSE.bound(run.events(), run.delta());
      List<Double> tried = DENSE.orders().stream().filter(order -> order <= 4096).toList();
      double least = tried.stream().mapToDouble(order -> epsilon(run, order)).min().orElseThrow();
      assertThat(bound.epsilon()).as("%s", run).isEqualTo(Math.max(0, least));
      assertThat(bound.order()).isLessThan(4096);
      assertThat(bound.epsilon())
          .isLessThanOrEqualTo(run.epsilon(Rdp.wide()))
          .isLessThanOrEqualTo(run.epsilon(Rdp.standard()));
    }
  }

  @Test
  void theSameGoesForDelta() {
    for (int i = 0; i < 100; i++) {
      Run run = Run.random(i);
      double epsilon = 0.1 + i / 50.0;
      double log =
          DENSE.orders().stream()
              .filter(order -> order <= 4096)
              .mapToDouble(o -> Conversion.IMPROVED.logDelta(DENSE.divergence(run.events(), o), o, epsilon))
              .min()
              .orElseThrow();
      double delta = DENSE.delta(run.events(), epsilon);
      assertThat(delta).as("%s", run).isLessThanOrEqualTo(Math.exp(Math.min(0, log)));
      assertThat(delta).isLessThanOrEqualTo(Rdp.wide().delta(run.events(), epsilon));
    }
  }

  /** Runs whose best order lies far above 63: every whole order around it is tried for comparison. */
  @ParameterizedTest
  @CsvSource({
    "0.000609, 5.695, 49, 1e-5, 0.00921", "0.000841, 4.184, 63, 1e-5, 0.0207", "0.0001, 50, 1000, 1e-5, 6.54e-5",
    "0.001, 300, 1000000, 1e-6, 0.01140", "0.0001, 10, 100, 1e-9, 0.00664"
  })
  void isWithinOnePerCentOfTheBestOrder(double q, double sigma, long steps, double delta, double epsilon) {
    Run run = new Run(q, sigma, steps, delta);
    RdpBound bound = DENSE.bound(run.events(), delta);
    assertThat(bound.epsilon()).isEqualTo(epsilon, within(0.005 * epsilon));
    assertThat(bound.place()).isEqualTo(Place.INSIDE);
    int from = (int) (0.98 * bound.order());
    double best =
        Stream.iterate(from, order -> order < 1.02 * bound.order(), order -> order + Math.max(1, from / 1000))
            .mapToDouble(order -> epsilon(run, order))
            .min()
            .orElseThrow();
    assertThat(bound.epsilon()).isBetween(0.999 * best, 1.01 * best);
  }

  @Test
  void saysWhichEndOfTheGridIsReached() {
    RdpBound loud = DENSE.bound(events(0.5, 0.05, 9), 1e-5);
    assertThat(loud.place()).isEqualTo(Place.FIRST);
    assertThat(loud.remark()).contains("first");
    RdpBound quiet = Rdp.standard().bound(events(0.001, 20, 10), 1e-5);
    assertThat(quiet.place()).isEqualTo(Place.LAST);
    assertThat(quiet.remark()).contains("last");
    assertThat(DENSE.bound(events(0.01, 1, 100), 1e-5).remark()).isEmpty();
  }

  private static double epsilon(Run run, double order) {
    return Conversion.IMPROVED.epsilon(DENSE.divergence(run.events(), order), order, run.delta());
  }

  private static List<SubsampledGaussian> events(double q, double sigma, long steps) {
    return List.of(new SubsampledGaussian(q, sigma, steps));
  }
}
