package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.random.Seed;

class ProtocolTest {

  private static final Seed SEED = new Seed(5);
  private static final DigitFiles NUMBERED = new Numbered();

  /** Images of two pixels that spell their own position: 100 for training, 40, from 200 on, for the test. */
  private record Numbered() implements DigitFiles {

    @Override
    public String name() {
      return "numbered";
    }

    @Override
    public String description() {
      return "numbered images";
    }

    @Override
    public LabelledImages train() {
      return numbered(0, 100);
    }

    @Override
    public LabelledImages test() {
      return numbered(200, 40);
    }

    private static LabelledImages numbered(int from, int size) {
      byte[] pixels = new byte[size];
      for (int i = 0; i < size; i++) {
        pixels[i] = (byte) (from + i);
      }
      return new LabelledImages(1, 1, 10, pixels, new byte[size]);
    }
  }

  @Test
  void publishedSharesAllTrainingImagesInTheirOrder() {
    Pools pools = Protocol.PUBLISHED.pools(NUMBERED, new PoolSizes(100, 0, 100, 40), SEED);
    assertThat(pools.encoderTrain().checksum()).isEqualTo(NUMBERED.train().checksum());
    assertThat(pools.attackTrain()).isSameAs(pools.encoderTrain());
    assertThat(pools.validation()).isEmpty();
    assertThat(pools.test().checksum()).isEqualTo(NUMBERED.test().checksum());
  }

  @Test
  void aReducedJobTakesASubsetTheSeedDecides() {
    PoolSizes sizes = new PoolSizes(30, 0, 30, 20);
    Pools pools = Protocol.PUBLISHED.pools(NUMBERED, sizes, SEED);
    assertThat(contents(pools.encoderTrain())).hasSize(30).allMatch(v -> v < 100);
    assertThat(contents(pools.test())).hasSize(20).allMatch(v -> v >= 200);
    assertThat(Protocol.PUBLISHED.pools(NUMBERED, sizes, SEED).encoderTrain().checksum())
        .isEqualTo(pools.encoderTrain().checksum());
    assertThat(Protocol.PUBLISHED.pools(NUMBERED, sizes, new Seed(6)).encoderTrain().checksum())
        .isNotEqualTo(pools.encoderTrain().checksum());
  }

  @Test
  void disjointPoolsShareNothing() {
    Pools pools = Protocol.DISJOINT.pools(NUMBERED, new PoolSizes(60, 25, 15, 40), SEED);
    Set<Integer> all = contents(pools.encoderTrain());
    all.addAll(contents(pools.validation().orElseThrow()));
    all.addAll(contents(pools.attackTrain()));
    assertThat(all).hasSize(100);
    assertThat(pools.attackTrain().size()).isEqualTo(15);
  }

  @Test
  void refusesSizesThatDoNotFit() {
    refuses(Protocol.DISJOINT, new PoolSizes(60, 25, 16, 40), "60 + 25 + 16: expected at most the 100", "was 101");
    refuses(Protocol.DISJOINT, new PoolSizes(60, 0, 15, 40), "validation: expected at least 1", "was 0");
    refuses(Protocol.PUBLISHED, new PoolSizes(101, 0, 101, 40), "encoderTrain: expected at most the 100", "was 101");
    refuses(Protocol.PUBLISHED, new PoolSizes(50, 10, 50, 40), "validation: expected 0", "was 10");
    refuses(Protocol.PUBLISHED, new PoolSizes(50, 0, 40, 40), "attackTrain: expected encoderTrain = 50", "was 40");
    refuses(Protocol.PUBLISHED, new PoolSizes(50, 0, 50, 41), "test: expected at most the 40", "was 41");
    assertThatThrownBy(() -> new PoolSizes(1, 0, 0, 1)).hasMessage("attackTrain: expected at least 1, was 0");
  }

  @Test
  void fullSizesUseEveryImage() {
    PoolSizes sizes = Protocol.DISJOINT.fullSizes();
    assertThat(sizes.encoderTrain() + sizes.validation() + sizes.attackTrain()).isEqualTo(60_000);
    assertThat(Protocol.PUBLISHED.fullSizes()).isEqualTo(new PoolSizes(60_000, 0, 60_000, 10_000));
  }

  private static void refuses(Protocol protocol, PoolSizes sizes, String... parts) {
    assertThatThrownBy(() -> protocol.pools(NUMBERED, sizes, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static Set<Integer> contents(LabelledImages images) {
    Set<Integer> contents = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
      contents.add(images.pixel(i, 0));
    }
    return contents;
  }
}
