package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.LearnedMixin;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.method.dp.WithDp;
import org.palimpsest.random.Seed;

class SearchSpaceTest {

  private static final WithDp PRIVATE = new WithDp(new LearnedMixin(), new DpSgd());

  /** Else a private method would have one setting and many seeds where the other has many settings. */
  @Test
  void aPrivateMethodIsSearchedAsTheMethodIs() {
    List<Map<String, Double>> draws = SearchSpace.draws(PRIVATE, 4, new Seed(1));
    assertThat(draws).hasSize(3).allSatisfy(draw -> assertThat(draw).containsOnlyKeys("entropyWeight"));
    WithDp drawn = RecordBinder.with(PRIVATE, draws.get(0));
    double weight = draws.get(0).get("entropyWeight");
    assertThat(drawn).isEqualTo(new WithDp(new LearnedMixin(weight, 5, new LearnedMixin().head()), new DpSgd()));
    assertThat(SweepSpec.settings(drawn)).isEqualTo("entropyWeight=" + weight);
  }

  @Test
  void aSettingThatIsNowhereIsRefused() {
    assertThatThrownBy(() -> RecordBinder.with(PRIVATE, Map.of("noise", 1.0)))
        .hasMessage("noise: expected a component of type double of WithDp, was none");
    assertThatThrownBy(() -> RecordBinder.with(PRIVATE, Map.of("entropyWeight", -1.0)))
        .hasMessage("entropyWeight: expected finite and at least 0, was -1.0");
  }
}
