package org.palimpsest.privacy.accounting;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Grids of Rényi orders. */
final class Orders {

  /** From here on, grids are searched rather than tried order by order. */
  static final double HIGH = 64;

  private static final double RATIO = 1.01;
  private static final int MOST = 1 << 16;

  private Orders() {}

  /** 1.1, 1.2, ..., 10.9 and 12, ..., 63. */
  static List<Double> standard() {
    return from(12, IntStream.empty());
  }

  /** 1.1, ..., 10.9, 11, ..., 63, 128, 256, 512, 1024. */
  static List<Double> wide() {
    return from(11, IntStream.of(128, 256, 512, 1024));
  }

  /** 1.1, ..., 10.9, 11, ..., 128 and on to 65536, each 1 or 1 % above the one before, the powers of two among them. */
  static List<Double> dense() {
    IntStream high =
        IntStream.iterate(64, order -> order <= MOST, order -> Math.max(order + 1, (int) (RATIO * order)));
    IntStream powers = IntStream.iterate(64, order -> order <= MOST, order -> 2 * order);
    return from(11, IntStream.concat(high, powers).sorted().distinct());
  }

  private static List<Double> from(int whole, IntStream high) {
    return DoubleStream.concat(
            IntStream.rangeClosed(1, 99).mapToDouble(x -> 1 + x / 10.0),
            IntStream.concat(IntStream.rangeClosed(whole, 63), high).asDoubleStream())
        .boxed()
        .toList();
  }
}
