package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three targets, four private values, an empty group and one of a single image. */
class MixTest {

  private static final double EXACT = 1e-12;

  private static final Groups GROUPS = new Groups(new int[][] {{50, 10, 0, 0}, {5, 20, 4, 1}, {2, 2, 3, 3}});

  /** The last target has two private values of its own. */
  private static final Optional<Alignment> ALIGNMENT =
      Optional.of(
          new Alignment(
              new boolean[][] {{true, false, false, false}, {false, true, false, false}, {false, false, true, true}}));

  @Test
  void asIsKeepsTheSizesOfGroups() {
    double[][] shares = shares(Mix.asIs());
    assertThat(shares[0]).containsExactly(new double[] {0.5, 0.1, 0, 0}, within(EXACT));
    assertThat(shares[1][3]).isEqualTo(0.01, within(EXACT));
  }

  @Test
  void balancedWantsEveryGroupAlikeEvenAnEmptyOne() {
    for (double[] row : shares(Mix.balanced())) {
      assertThat(row).containsOnly(1.0 / 12);
    }
  }

  @Test
  void rhoIsTheShareThatIsAlignedAndTargetsKeepTheirFrequencies() {
    double[][] shares = shares(Mix.rho(0.8));
    assertThat(shares[0]).containsExactly(new double[] {0.6 * 0.8, 0.04, 0.04, 0.04}, within(EXACT));
    assertThat(shares[1]).containsExactly(new double[] {0.02, 0.24, 0.02, 0.02}, within(EXACT));
    assertThat(shares[2]).containsExactly(new double[] {0.01, 0.01, 0.04, 0.04}, within(EXACT));
  }

  @Test
  void atOneNothingConflictsAndAtZeroNothingIsAligned() {
    assertThat(shares(Mix.rho(1))[0]).containsExactly(0.6, 0, 0, 0);
    assertThat(shares(Mix.rho(0))[0][0]).isZero();
    assertThat(shares(Mix.rho(0))[2]).containsExactly(new double[] {0.05, 0.05, 0, 0}, within(EXACT));
  }

  @Test
  void imbalanceFavoursTheFirstPrivateValueOfEveryTarget() {
    double[][] shares = shares(Mix.of("imbalance=0.7"));
    for (double[] row : shares) {
      assertThat(row).containsExactly(new double[] {0.7 / 3, 0.1 / 3, 0.1 / 3, 0.1 / 3}, within(EXACT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"as-is", "balanced", "rho=0.0", "rho=0.3", "rho=1.0", "imbalance=0.99"})
  void sharesAddUpAndLabelsAreReadAgain(String label) {
    Mix mix = Mix.of(label);
    double sum = Arrays.stream(shares(mix)).flatMapToDouble(Arrays::stream).sum();
    assertThat(sum).isEqualTo(1, within(EXACT));
    assertThat(mix.label()).isEqualTo(label);
    assertThat(Mix.of(" " + label.toUpperCase(Locale.ROOT))).isEqualTo(mix);
  }

  @Test
  void onlyRhoIsACorrelation() {
    assertThat(Mix.rho(0.25).correlation()).hasValue(0.25);
    assertThat(Mix.rho(0.25).seedName()).isEqualTo("0.25");
    assertThat(Mix.rho(0.25).words()).isEqualTo("rho 0.25");
    for (Mix mix : List.of(Mix.asIs(), Mix.balanced(), new Mix.Imbalance(0.5))) {
      assertThat(mix.correlation()).isEmpty();
      assertThat(mix.seedName()).isEqualTo(mix.label()).isEqualTo(mix.words());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "even|mix: expected as-is, balanced, rho=SHARE or imbalance=SHARE, was 'even'",
        "rho=high|mix: expected a number after =, was 'rho=high'",
        "rho=1.5|rho: expected a share in [0, 1], was 1.5",
        "rho=NaN|mix: expected a number after =, was 'rho=nan'",
        "imbalance=1|imbalance: expected a share in (0, 1), was 1.0",
        "imbalance=0|imbalance: expected a share in (0, 1), was 0.0",
      })
  void refusesWhatIsNoMix(String label, String message) {
    assertThatThrownBy(() -> Mix.of(label)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void rhoNeedsAnAlignmentThatCanHaveIt() {
    assertThatThrownBy(() -> Mix.rho(0.5).shares(GROUPS, Optional.empty()))
        .hasMessage(
            "mix: expected one that needs no alignment, as this task does not say which private values go with a"
                + " target, was rho=0.5");
    boolean[] all = {true, true, true, true};
    boolean[] none = new boolean[4];
    Optional<Alignment> extreme = Optional.of(new Alignment(new boolean[][] {all, all, none}));
    assertThatThrownBy(() -> Mix.rho(0.5).shares(GROUPS, extreme))
        .hasMessage("mix: expected one that target 0 can have, with which 4 of 4 private values go, was rho=0.5");
    assertThatThrownBy(() -> Mix.rho(1).shares(GROUPS, extreme))
        .hasMessage("mix: expected one that target 2 can have, with which 0 of 4 private values go, was rho=1.0");
  }

  private static double[][] shares(Mix mix) {
    return mix.shares(GROUPS, ALIGNMENT);
  }
}
