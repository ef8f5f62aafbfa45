package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.digits.ColouredImages;
import org.palimpsest.data.digits.LabelledImages;
import org.palimpsest.random.Seed;

class BatchOrderTest {

  private static final Images IMAGES =
      new ColouredImages(
          new LabelledImages(1, 1, 10, new byte[10], new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), new byte[10]);

  @Test
  void sequentialKeepsTheOrderAndTheShortLastBatch() {
    BatchOrder order = BatchOrder.sequential(4);
    assertThat(order.count(IMAGES)).isEqualTo(3);
    assertThat(targets(order, 0)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
    assertThat(targets(order, 1)).isEqualTo(targets(order, 0));
  }

  @Test
  void shuffledShowsEveryImageOnceAndInANewOrderEachEpoch() {
    BatchOrder order = BatchOrder.shuffled(3, new Seed(2));
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(targets(order, epoch).stream().flatMap(List::stream))
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    assertThat(order.indices(10, 0)).isNotEqualTo(order.indices(10, 1));
  }

  @Test
  void anEpochCanBeAskedForAloneAndTwice() {
    BatchOrder order = BatchOrder.shuffled(3, new Seed(2));
    int[] third = order.indices(10, 2);
    Iterable<Batch> batches = BatchOrder.shuffled(3, new Seed(2)).batches(IMAGES, 2);
    for (int pass = 0; pass < 2; pass++) {
      List<Integer> seen = new ArrayList<>();
      batches.forEach(batch -> Arrays.stream(batch.targets()).forEach(seen::add));
      assertThat(seen).containsExactly(Arrays.stream(third).boxed().toArray(Integer[]::new));
    }
  }

  /** Pinned: the same on every Java version, today and later. */
  @Test
  void theOrderIsTheSameOnEveryPlatform() {
    assertThat(BatchOrder.shuffled(3, new Seed(2)).indices(10, 0)).containsExactly(3, 0, 2, 6, 1, 9, 8, 5, 7, 4);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> BatchOrder.sequential(0)).hasMessage("batchSize: expected at least 1, was 0");
    assertThatThrownBy(() -> BatchOrder.sequential(1).indices(10, -1)).hasMessage("epoch: expected at least 0, was -1");
  }

  private static List<List<Integer>> targets(BatchOrder order, int epoch) {
    List<List<Integer>> targets = new ArrayList<>();
    for (Batch batch : order.batches(IMAGES, epoch)) {
      targets.add(Arrays.stream(batch.targets()).boxed().toList());
    }
    return targets;
  }
}
