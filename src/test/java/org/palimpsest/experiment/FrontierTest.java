package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.method.GreyInput;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.random.Seed;

/** Plain training beside the grid, and a control whose answer is known. */
class FrontierTest {

  private static final String TEXT =
      """
      name: some
      title: Some
      digits: drawn
      pools: {encoderTrain: 200, validation: 0, attackTrain: 200, test: 200}
      network: {widths: [4]}
      rho: [0.9]
      methods: [vanilla, end]
      attackers: [balanced]
      seeds: 2
      """;

  private static List<Cell> grid(String... lines) {
    String text = TEXT + String.join("\n", lines) + "\n";
    return new ExperimentReader(Catalogue.standard()).read("some.yaml", text, List.of()).grid();
  }

  @Test
  void itsCellsAreOrdinaryOnesBehindTheGrid() {
    List<String> plain = ids(grid());
    List<String> all = ids(grid("frontier: {rho: [0.1, 0.9]}"));
    assertThat(all).hasSize(6).startsWith(plain.toArray(String[]::new));
    List<Cell> elsewhere =
        new ExperimentReader(Catalogue.standard()).read("some.yaml", TEXT, List.of("rho=[0.1]", "methods=[vanilla]")).grid();
    assertThat(all.subList(4, 6)).isEqualTo(ids(elsewhere));
  }

  @Test
  void itMayHaveANetworkOfItsOwn() {
    List<Cell> all = grid("frontier: {rho: [0.1, 0.9], network: {bottleneck: tanh-unit}}");
    assertThat(all).hasSize(8);
    assertThat(all.get(7).variant()).isEqualTo("bottleneck=tanh-unit");
  }

  @Test
  void oneConditionIsNoFrontier() {
    assertThatThrownBy(() -> grid("frontier: {rho: [0.1]}"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("frontier: expected two conditions or more, was [rho=0.1]");
    assertThatThrownBy(() -> grid("frontier: {rhos: [0.1]}")).hasMessageContaining("rhos");
  }

  /** White ink on black, whatever the colour; labels and order stay. */
  @Test
  void greyInputHasNoTraceOfTheColour() {
    Images coloured = images(new Vanilla());
    Images grey = images(new GreyInput());
    assertThat(grey.labels().privateAttributes()).isEqualTo(coloured.labels().privateAttributes());
    assertThat(grey.labels().targets()).isEqualTo(coloured.labels().targets());
    assertThat(grey.id()).isNotEqualTo(coloured.id());
    float[] with = new float[coloured.shape().volume()];
    float[] without = new float[with.length];
    for (int image = 0; image < 50; image++) {
      coloured.write(image, with, 0);
      grey.write(image, without, 0);
      for (int p = 0; p < with.length; p += 3) {
        boolean ink = with[p] == 1 && with[p + 1] == 1 && with[p + 2] == 1;
        assertThat(Arrays.copyOfRange(without, p, p + 3)).containsOnly(ink ? 1 : -1);
      }
    }
  }

  private static Images images(Method method) {
    Dataset dataset = Catalogue.standard().datasets().get(DrawnDigits.NAME);
    return method.seen(
        dataset
            .open(
                DataHome.resolve(Optional.empty()), dataset.condition("0.9"), Protocol.DISJOINT,
                new PoolSizes(100, 50, 100, 100), new Seed(0))
            .train()
            .in(Mix.rho(.9), new Seed(1))
            .view());
  }

  private static List<String> ids(List<Cell> cells) {
    return cells.stream().map(Cell::id).toList();
  }
}
