package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** The transpose of {@link ConvolutionOperator}: its input is the grid, its output the map. */
final class TransposedConvolutionOperator extends SlidingOperator {

  TransposedConvolutionOperator(
      Shape input,
      LayerSpec.TransposedConvolution layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(
        input,
        layer,
        new Patches(layer.output(input), input, layer.kernel(), layer.stride(), layer.padding(), workers),
        true,
        parameters,
        gradients,
        offset,
        workers);
  }

  @Override
  void apply(float[] x, float[] y) {
    products.scatter(x, y, batch);
  }

  @Override
  void revert(float[] dy, float[] dx) {
    products.gather(dy, dx, batch);
  }

  @Override
  float[] maps(float[] x, float[] dy) {
    return dy;
  }

  @Override
  float[] grids(float[] x, float[] dy) {
    return x;
  }
}
