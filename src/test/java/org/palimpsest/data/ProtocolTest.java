package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

class ProtocolTest {

  private static final Seed SEED = new Seed(5);

  @Test
  void publishedSharesAllTrainingImagesInTheirOrder() {
    Protocol.Rows rows = Protocol.PUBLISHED.divide(100, new PoolSizes(100, 0, 100, 40), SEED);
    assertThat(rows.encoder()).isEqualTo(IntStream.range(0, 100).toArray());
    assertThat(rows.attack()).isSameAs(rows.encoder());
    assertThat(rows.validation()).isEmpty();
    assertThat(Protocol.test(40, new PoolSizes(100, 0, 100, 40), SEED)).isEqualTo(IntStream.range(0, 40).toArray());
  }

  @Test
  void aReducedJobTakesASubsetTheSeedDecides() {
    PoolSizes sizes = new PoolSizes(30, 0, 30, 20);
    int[] rows = Protocol.PUBLISHED.divide(100, sizes, SEED).encoder();
    assertThat(set(rows)).hasSize(30).allMatch(row -> row < 100);
    assertThat(set(Protocol.test(40, sizes, SEED))).hasSize(20).allMatch(row -> row < 40);
    assertThat(Protocol.PUBLISHED.divide(100, sizes, SEED).encoder()).isEqualTo(rows);
    assertThat(Protocol.PUBLISHED.divide(100, sizes, new Seed(6)).encoder()).isNotEqualTo(rows);
  }

  @Test
  void disjointPoolsShareNothing() {
    PoolSizes sizes = new PoolSizes(60, 25, 15, 40);
    Protocol.Rows rows = Protocol.DISJOINT.divide(100, sizes, SEED);
    Set<Integer> all = set(rows.encoder());
    all.addAll(set(rows.validation().orElseThrow()));
    all.addAll(set(rows.attack()));
    assertThat(all).hasSize(100);
    assertThat(rows.attack()).hasSize(15);
    assertThat(Protocol.DISJOINT.trainingImages(sizes)).isEqualTo(100);
  }

  @Test
  void refusesSizesThatDoNotFit() {
    refuses(Protocol.DISJOINT, new PoolSizes(60, 25, 16, 40), "60 + 25 + 16: expected at most the 100", "was 101");
    refuses(Protocol.DISJOINT, new PoolSizes(60, 0, 15, 40), "validation: expected at least 1", "was 0");
    refuses(Protocol.PUBLISHED, new PoolSizes(101, 0, 101, 40), "encoderTrain: expected at most the 100", "was 101");
    refuses(Protocol.PUBLISHED, new PoolSizes(50, 10, 50, 40), "validation: expected 0", "was 10");
    refuses(Protocol.PUBLISHED, new PoolSizes(50, 0, 40, 40), "attackTrain: expected encoderTrain = 50", "was 40");
    assertThatThrownBy(() -> Protocol.test(40, new PoolSizes(50, 0, 50, 41), SEED))
        .hasMessage("test: expected at most the 40 images there are, was 41");
    assertThatThrownBy(() -> new PoolSizes(1, 0, 0, 1)).hasMessage("attackTrain: expected at least 1, was 0");
  }

  private static void refuses(Protocol protocol, PoolSizes sizes, String... parts) {
    assertThatThrownBy(() -> protocol.divide(100, sizes, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static Set<Integer> set(int[] rows) {
    return Arrays.stream(rows).boxed().collect(Collectors.toSet());
  }
}
