package org.palimpsest.nn.engine.fourier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Nonlinearity;

/**
 * How a run of layers divides into fused blocks: each a 'same' convolution, then at most a batch normalisation, then
 * at most an activation; after the last one, at most a global average.
 *
 * @param layers how many layers the run has
 * @param pooled whether the run ends in a global average
 */
public record ChainPlan(int layers, List<Block> blocks, boolean pooled) {

  /** The most points along a side of a map and half a kernel together. */
  public static final int LARGEST = Fft.LONGEST;

  private static final int SMALLEST_KERNEL = 3;

  /**
   * One block.
   *
   * @param offset of its first parameter behind the chain's first
   */
  public record Block(LayerSpec.Convolution convolution, boolean normalised, Nonlinearity nonlinearity, int offset) {

    /** Points a transform needs along {@code side} for a circular convolution to equal the padded one. */
    int points(int side) {
      int kernel = convolution.kernel();
      return Math.max(kernel, side + kernel / 2);
    }

    int weights() {
      int kernel = convolution.kernel();
      return convolution.outputs() * convolution.inputs() * kernel * kernel;
    }

    private int parameters() {
      return weights() + convolution.outputs() * (normalised ? 5 : 1);
    }
  }

  public ChainPlan {
    blocks = List.copyOf(blocks);
  }

  /** Why no chain can compute the convolution, as the end of a sentence; empty if one can. */
  public static Optional<String> obstacle(LayerSpec.Convolution convolution, Shape input) {
    int kernel = convolution.kernel();
    if (convolution.stride() != 1 || 2 * convolution.padding() + 1 != kernel) {
      return Optional.of(
          "stride %d and padding %d do not keep the map's size".formatted(convolution.stride(), convolution.padding()));
    }
    if (kernel < SMALLEST_KERNEL) {
      return Optional.of("its kernel is smaller than " + SMALLEST_KERNEL);
    }
    int points = Math.max(kernel, Math.max(input.height(), input.width()) + kernel / 2);
    if (points > Fft.LONGEST) {
      return Optional.of(
          "its maps are too large: %d points, of at most %d of a transform".formatted(points, Fft.LONGEST));
    }
    return Optional.empty();
  }

  /**
   * The longest run from {@code from} on of what a chain takes, with convolutions that are {@code chosen} for it, given
   * their input; empty if the first layer is none.
   */
  public static ChainPlan longest(
      List<LayerSpec> layers, int from, Shape input, BiPredicate<LayerSpec.Convolution, Shape> chosen) {
    List<Block> blocks = new ArrayList<>();
    int offset = 0;
    int next = from;
    while (next < layers.size()
        && layers.get(next) instanceof LayerSpec.Convolution convolution
        && chosen.test(convolution, input)) {
      input = convolution.output(input);
      next++;
      boolean normalised = next < layers.size() && layers.get(next) instanceof LayerSpec.BatchNorm;
      next += normalised ? 1 : 0;
      Nonlinearity nonlinearity = next < layers.size() ? nonlinearity(layers.get(next)) : Nonlinearity.IDENTITY;
      next += nonlinearity == Nonlinearity.IDENTITY ? 0 : 1;
      Block block = new Block(convolution, normalised, nonlinearity, offset);
      offset += block.parameters();
      blocks.add(block);
    }
    boolean pooled =
        !blocks.isEmpty() && next < layers.size() && layers.get(next) instanceof LayerSpec.GlobalAveragePool;
    return new ChainPlan(next - from + (pooled ? 1 : 0), blocks, pooled);
  }

  /** Refuses what is not exactly one run. */
  static ChainPlan of(Shape input, List<LayerSpec> layers) {
    ChainPlan plan = longest(layers, 0, input, (convolution, shape) -> obstacle(convolution, shape).isEmpty());
    if (plan.layers() != layers.size() || plan.isEmpty()) {
      throw new IllegalArgumentException(
          "layers: expected a run of 'same' convolutions with odd kernels from 3 up that fit transforms of %d points,"
              .formatted(Fft.LONGEST)
              + " each with at most a batch norm and an activation, was %s on %s (first misfit: number %d)"
                  .formatted(layers, input, plan.layers()));
    }
    return plan;
  }

  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** The most channels that any block has on either side. */
  int widest() {
    return blocks.stream()
        .mapToInt(block -> Math.max(block.convolution().inputs(), block.convolution().outputs()))
        .max().orElseThrow();
  }

  /** The largest kernel of any block. */
  int largestKernel() {
    return blocks.stream().mapToInt(block -> block.convolution().kernel()).max().orElseThrow();
  }

  private static Nonlinearity nonlinearity(LayerSpec layer) {
    if (layer instanceof LayerSpec.Relu) {
      return Nonlinearity.RELU;
    }
    return layer instanceof LayerSpec.Tanh ? Nonlinearity.TANH : Nonlinearity.IDENTITY;
  }
}
