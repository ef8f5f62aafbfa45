package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/**
 * What a convolution and its transpose share: both slide a kernel over a map and meet a grid; see
 * {@link KernelProducts}.
 */
abstract class SlidingOperator extends MapOperator {

  final KernelProducts products;

  private final float[] parameters;
  private final float[] gradients;
  private final int offset;

  /** Null if there is none. */
  private final BiasTerm bias;

  private float[] latest;
  private float[] latestGradient;

  /**
   * @param biased whether behind the weights lies a bias for each output channel
   * @param offset of the weights
   */
  SlidingOperator(
      Shape input,
      LayerSpec layer,
      KernelProducts products,
      boolean biased,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(input, layer, workers);
    this.products = products;
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
    bias =
        biased
            ? new BiasTerm(output().channels(), parameters, gradients, offset + products.weights(), workers)
            : null;
  }

  /** From inputs to outputs, without bias. */
  abstract void apply(float[] x, float[] y);

  /** From output gradients to input gradients. */
  abstract void revert(float[] dy, float[] dx);

  /** The one of inputs and output gradients that the kernel slides over. */
  abstract float[] maps(float[] x, float[] dy);

  /** The other one. */
  abstract float[] grids(float[] x, float[] dy);

  @Override
  public final float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    latest = x;
    float[] y = outputs();
    products.load(parameters, offset);
    apply(x, y);
    if (bias != null) {
      bias.load();
      spans(batch * output().volume(), bias.period(), (from, to) -> bias.add(y, from, to));
    }
    return y;
  }

  @Override
  public final float[] backward(float[] dy, boolean inputGradient) {
    products.correlate(maps(latest, dy), grids(latest, dy), batch, gradients, offset);
    if (bias != null) {
      bias.derive(dy, batch * output().area());
    }
    return inputGradient(dy, inputGradient);
  }

  @Override
  public final float[] backwardForExamples(float[] dy, boolean inputGradient) {
    latestGradient = dy;
    return inputGradient(dy, inputGradient);
  }

  @Override
  public final void exampleGradients(int first, int count, float[] to, int stride) {
    float[] maps = maps(latest, latestGradient);
    float[] grids = grids(latest, latestGradient);
    products.correlateEach(maps, grids, first, count, to, offset, stride);
    if (bias != null) {
      bias.deriveEach(latestGradient, output().area(), first, count, to, stride);
    }
  }

  private float[] inputGradient(float[] dy, boolean wanted) {
    if (!wanted) {
      return null;
    }
    float[] dx = inputGradients();
    revert(dy, dx);
    return dx;
  }
}
