package org.palimpsest.data;

import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The order in which a network sees images: in batches of equal size, of which the last keeps what is left.
 *
 * @param batchSize at least 1
 * @param seed decides a new order for every epoch; without one, images come in the order they are stored in
 */
public record BatchOrder(int batchSize, Optional<Seed> seed) implements Batches {

  public BatchOrder {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize: expected at least 1, was " + batchSize);
    }
  }

  /** A new order every epoch, for training. */
  public static BatchOrder shuffled(int batchSize, Seed seed) {
    return new BatchOrder(batchSize, Optional.of(seed));
  }

  /** The stored order, for evaluation. */
  public static BatchOrder sequential(int batchSize) {
    return new BatchOrder(batchSize, Optional.empty());
  }

  @Override
  public int count(Images images) {
    return (images.size() + batchSize - 1) / batchSize;
  }

  @Override
  public Iterable<Batch> batches(Images images, int epoch) {
    int[] order = indices(images.size(), epoch);
    images.willRead(order);
    return () ->
        IntStream.range(0, count(images))
            .mapToObj(b -> images.batch(order, b * batchSize, Math.min((b + 1) * batchSize, order.length)))
            .iterator();
  }

  /** The images 0..size-1 in the order of one epoch. */
  public int[] indices(int size, int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch: expected at least 0, was " + epoch);
    }
    return seed.map(s -> Shuffle.permutation(size, s.derive(epoch)))
        .orElseGet(() -> IntStream.range(0, size).toArray());
  }
}
