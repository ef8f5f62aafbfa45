package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Condition;
import org.palimpsest.experiment.cost.StepTimer;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;

/** Every experiment that comes with the suite can be run on either network that private training can use. */
class BothNetworksTest {

  private static final Catalogue CATALOGUE = Catalogue.standard();

  /** Large enough for a count of clipped images to carry less noise than their gradients. */
  private static final int BATCH = 16;

  private static final String SMALL = "network={architecture: small-conv-net}";

  /** Narrow, to be quick. */
  private static final String GROUP =
      "network={architecture: simple-conv-net, normalisation: group, widths: [8, 16], kernelSize: 3}";

  static Stream<Arguments> experimentsAndNetworks() {
    return CATALOGUE.experiments().stream()
        .flatMap(name -> Stream.of(SMALL, GROUP).map(network -> Arguments.of(name, network)));
  }

  @ParameterizedTest
  @MethodSource("experimentsAndNetworks")
  void everyMethodTakesAStep(String experiment, String network) {
    ExperimentSpec spec = read(experiment, network);
    assertThat(spec.methods()).isNotEmpty();
    for (MethodChoice choice : spec.methods()) {
      assertThat(choice.network()).isInstanceOf(network.equals(SMALL) ? SmallConvNet.class : SimpleConvNet.class);
      assertThat(choice.network().couplesImages()).isFalse();
      Condition condition = choice.conditions().get(0);
      assertThat(new StepTimer(choice.network(), choice.methodAt(condition), BATCH).step()).as(choice.label()).isPositive();
    }
  }

  /** Where methods have settings of the network of their own, which the small one has not, they are named without. */
  private static ExperimentSpec read(String experiment, String network) {
    List<String> assignments = new ArrayList<>(List.of(network));
    String text = CATALOGUE.experiment(experiment);
    if (network.equals(SMALL) && text.contains("network: {bottleneck: tanh-unit}")) {
      assignments.add("methods=[vanilla, end]");
    }
    if (network.equals(SMALL) && text.contains("network: {normalisation: standardised}")) {
      assignments.add("methods=[vanilla, dp-sgd]");
    }
    return new ExperimentReader(CATALOGUE).read(experiment + ".yaml", text, assignments);
  }
}
