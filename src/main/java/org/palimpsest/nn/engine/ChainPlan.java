package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * How a run of layers divides into fused blocks: each a 'same' convolution, then at most a batch normalisation, then
 * at most an activation; after the last one, at most a global average.
 *
 * @param pooled whether the run ends in a global average
 */
record ChainPlan(List<Block> blocks, boolean pooled) {

  /** AUTO leaves smaller kernels to the direct algorithm. */
  static final int SMALLEST_AUTO_KERNEL = 5;

  /**
   * One block.
   *
   * @param offset of its first parameter behind the chain's first
   */
  record Block(LayerSpec.Convolution convolution, boolean normalised, Nonlinearity nonlinearity, int offset) {

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

  ChainPlan {
    blocks = List.copyOf(blocks);
  }

  /** How many layers from {@code from} on one chain can compute; 0 if the first is not a convolution it can do. */
  static int runLength(List<LayerSpec> layers, int from, Shape input) {
    int next = from;
    while (next < layers.size() && convolves(layers.get(next), input)) {
      input = layers.get(next).output(input);
      next++;
      next += next < layers.size() && layers.get(next) instanceof LayerSpec.BatchNorm ? 1 : 0;
      next += next < layers.size() && activates(layers.get(next)) ? 1 : 0;
    }
    boolean pooled = next > from && next < layers.size() && layers.get(next) instanceof LayerSpec.GlobalAveragePool;
    return next - from + (pooled ? 1 : 0);
  }

  /** The most channels that any block has on either side. */
  int widest() {
    return blocks.stream()
        .mapToInt(block -> Math.max(block.convolution().inputs(), block.convolution().outputs()))
        .max().orElseThrow();
  }

  private static boolean convolves(LayerSpec layer, Shape input) {
    if (!(layer instanceof LayerSpec.Convolution c)) {
      return false;
    }
    int kernel = c.kernel();
    boolean wanted = switch (c.algorithm()) {
      case AUTO -> kernel >= SMALLEST_AUTO_KERNEL;
      case FFT -> true;
      case DIRECT -> false;
    };
    int longest = Math.max(kernel, Math.max(input.height(), input.width()) + kernel / 2);
    return wanted && kernel >= 3 && kernel % 2 == 1 && c.stride() == 1 && c.padding() == kernel / 2
        && longest <= Fft.LONGEST;
  }

  private static boolean activates(LayerSpec layer) {
    return layer instanceof LayerSpec.Relu || layer instanceof LayerSpec.Tanh;
  }

  /** Refuses what is not exactly one run. */
  static ChainPlan of(Shape input, List<LayerSpec> layers) {
    int length = runLength(layers, 0, input);
    if (length != layers.size() || length == 0) {
      throw new IllegalArgumentException(
          "layers: expected a run of 'same' convolutions with odd kernels from 3 up that fit transforms of %d points,"
              .formatted(Fft.LONGEST)
              + " each with at most a batch norm and an activation, was %s on %s (first misfit: number %d)"
                  .formatted(layers, input, length));
    }
    List<Block> blocks = new ArrayList<>();
    int offset = 0;
    int next = 0;
    while (next < length && layers.get(next) instanceof LayerSpec.Convolution convolution) {
      next++;
      boolean normalised = next < length && layers.get(next) instanceof LayerSpec.BatchNorm;
      next += normalised ? 1 : 0;
      Nonlinearity nonlinearity = next < length ? nonlinearity(layers.get(next)) : Nonlinearity.IDENTITY;
      next += nonlinearity == Nonlinearity.IDENTITY ? 0 : 1;
      Block block = new Block(convolution, normalised, nonlinearity, offset);
      offset += block.parameters();
      blocks.add(block);
    }
    return new ChainPlan(blocks, next < length);
  }

  private static Nonlinearity nonlinearity(LayerSpec layer) {
    if (layer instanceof LayerSpec.Relu) {
      return Nonlinearity.RELU;
    }
    return layer instanceof LayerSpec.Tanh ? Nonlinearity.TANH : Nonlinearity.IDENTITY;
  }
}
