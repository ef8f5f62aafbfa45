package org.palimpsest.privacy;

import java.util.List;

/**
 * Clipping layer by layer: the part of the gradient that belongs to layer l to norm C_l; together at most
 * sqrt(sum C_l^2).
 */
public final class LayerClipping implements Clipping {

  private final List<Layer> layers;
  private final int parameters;

  /**
   * A layer's share of the parameters.
   *
   * @param parameters at least 1
   * @param clippingNorm C_l, above 0
   */
  public record Layer(int parameters, double clippingNorm) {
    public Layer {
      if (parameters < 1) {
        throw new IllegalArgumentException("parameters: expected at least 1, was " + parameters);
      }
      Clipping.requirePositive("clippingNorm", clippingNorm);
    }
  }

  /** @param layers at least one, in the order of the parameters */
  public LayerClipping(List<Layer> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, was none");
    }
    this.layers = List.copyOf(layers);
    this.parameters = layers.stream().mapToInt(Layer::parameters).sum();
  }

  /**
   * Layers of these sizes, which share a bound {@code clippingNorm} on the whole gradient equally: C / sqrt(layers).
   */
  public static LayerClipping equal(double clippingNorm, List<Integer> sizes) {
    double share = clippingNorm / Math.sqrt(sizes.size());
    return new LayerClipping(sizes.stream().map(size -> new Layer(size, share)).toList());
  }

  @Override
  public double sensitivity() {
    return Math.sqrt(layers.stream().mapToDouble(l -> l.clippingNorm() * l.clippingNorm()).sum());
  }

  @Override
  public double add(float[] gradients, int offset, double[] sum) {
    if (parameters != sum.length) {
      throw new IllegalArgumentException("layers: expected %d parameters, was %d".formatted(sum.length, parameters));
    }
    if (!Double.isFinite(Clipping.norm(gradients, offset, offset + sum.length))) {
      return 0;
    }
    int at = 0;
    double least = 1;
    for (Layer layer : layers) {
      double norm = Clipping.norm(gradients, offset + at, offset + at + layer.parameters());
      double factor = norm > layer.clippingNorm() ? layer.clippingNorm() / norm : 1;
      Clipping.addScaled(factor, gradients, offset + at, sum, at, layer.parameters());
      least = Math.min(least, factor);
      at += layer.parameters();
    }
    return least;
  }

  @Override
  public String rule() {
    return "per layer (%d), norm at most %s together".formatted(layers.size(), sensitivity());
  }
}
