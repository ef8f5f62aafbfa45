package org.palimpsest.nn.engine.fourier;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.AlgorithmRule;
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

  /** The longest run from {@code from} on that one chain can compute; empty if the first layer is none for it. */
  public static ChainPlan longest(List<LayerSpec> layers, int from, Shape input) {
    List<Block> blocks = new ArrayList<>();
    int offset = 0;
    int next = from;
    while (next < layers.size()
        && layers.get(next) instanceof LayerSpec.Convolution convolution
        && AlgorithmRule.obstacle(convolution, input).isEmpty()) {
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
    ChainPlan plan = longest(layers, 0, input);
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

  private static Nonlinearity nonlinearity(LayerSpec layer) {
    if (layer instanceof LayerSpec.Relu) {
      return Nonlinearity.RELU;
    }
    return layer instanceof LayerSpec.Tanh ? Nonlinearity.TANH : Nonlinearity.IDENTITY;
  }
}
