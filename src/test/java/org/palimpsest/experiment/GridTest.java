package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {

  private static final String TEXT =
      """
      name: grid
      title: A grid
      pools: {encoderTrain: 100, validation: 20, attackTrain: 20, test: 20}
      rho: [0.9, 0.99]
      methods: [vanilla, {method: end, rho: [0.99]}]
      attackers: [published]
      seeds: 2
      """;

  @Test
  void goesByMethodThenRhoThenSeed() {
    assertThat(grid().stream().map(Cell::label))
        .containsExactly(
            "vanilla rho=0.9 seed=0",
            "vanilla rho=0.9 seed=1",
            "vanilla rho=0.99 seed=0",
            "vanilla rho=0.99 seed=1",
            "end rho=0.99 seed=0",
            "end rho=0.99 seed=1");
  }

  /** If this fails, every result on disk has become somebody else's: change it only together with what runs. */
  @Test
  void idsAreStable() {
    assertThat(grid().get(0).id()).isEqualTo("982a175972be");
  }

  @Test
  void idsDiffer() {
    Set<String> ids = new HashSet<>();
    grid().forEach(cell -> ids.add(cell.id()));
    assertThat(ids).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.epochs=3", "train.selection=best-validation-biased", "network.widths=[8]", "seed=1", "pools.test=19",
        "network.bottleneck=tanh-unit",
      })
  void whatDecidesTheNumbersDecidesTheId(String assignment) {
    assertThat(grid(assignment).get(0).id()).isNotEqualTo(grid().get(0).id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "title=other", "name=other", "attackers=[balanced]", "seeds=5", "rho=[0.9, 0.99, 0.5]", "methods=[vanilla]",
      })
  void nothingElseDoes(String assignment) {
    assertThat(grid(assignment).get(0).id()).isEqualTo(grid().get(0).id());
  }

  @Test
  void theSameCellTwiceIsRefused() {
    assertThatThrownBy(() -> grid("methods=[vanilla, vanilla]"))
        .hasMessage("methods: expected each cell once, was vanilla rho=0.9 seed=0 twice");
  }

  private static List<Cell> grid(String... assignments) {
    return new ExperimentReader(Catalogue.standard()).read("grid.yaml", TEXT, List.of(assignments)).grid();
  }
}
