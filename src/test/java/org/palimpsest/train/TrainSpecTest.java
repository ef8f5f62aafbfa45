package org.palimpsest.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.palimpsest.train.TrainSpec.Selection;

class TrainSpecTest {

  @Test
  void theLearningRateFallsEveryTwentyEpochsAsPublished() {
    TrainSpec spec = TrainSpec.PUBLISHED;
    assertThat(spec.learningRate(1)).isEqualTo(1e-3);
    assertThat(spec.learningRate(20)).isEqualTo(1e-3);
    assertThat(spec.learningRate(21)).isEqualTo(1e-3 * 0.1);
    assertThat(spec.learningRate(80)).isEqualTo(1e-3 * 0.1 * 0.1 * 0.1);
  }

  @Test
  void theLastShortBatchCounts() {
    assertThat(TrainSpec.PUBLISHED.steps(60_000)).isEqualTo(235);
    assertThat(TrainSpec.PUBLISHED.steps(256)).isEqualTo(1);
  }

  @Test
  void refusesWhatCannotBe() {
    refuses(() -> new TrainSpec(0, 256, 1e-3, 20, .1, 0, Selection.LAST), "epochs: expected at least 1, was 0");
    refuses(() -> new TrainSpec(1, 0, 1e-3, 20, .1, 0, Selection.LAST), "batchSize: expected at least 1, was 0");
    refuses(() -> new TrainSpec(1, 1, 0, 20, .1, 0, Selection.LAST), "learningRate: expected above 0, was 0.0");
    refuses(
        () -> new TrainSpec(1, 1, Double.NaN, 20, .1, 0, Selection.LAST),
        "learningRate: expected above 0, was NaN");
    refuses(() -> new TrainSpec(1, 1, 1, 0, .1, 0, Selection.LAST), "stepEvery: expected at least 1, was 0");
    refuses(
        () -> new TrainSpec(1, 1, 1, 1, 2, 0, Selection.LAST),
        "stepFactor: expected above 0 and at most 1, was 2.0");
    refuses(() -> new TrainSpec(1, 1, 1, 1, 1, -1, Selection.LAST), "weightDecay: expected at least 0, was -1.0");
  }

  private static void refuses(Runnable making, String message) {
    assertThatThrownBy(making::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
