package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** Any convolution by itself: its input is the map, its output the grid. */
final class ConvolutionOperator extends SlidingOperator {

  ConvolutionOperator(
      Shape input,
      LayerSpec.Convolution layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(
        input,
        layer,
        AlgorithmRule.products(layer, input, workers),
        layer.bias(),
        parameters,
        gradients,
        offset,
        workers);
  }

  @Override
  void apply(float[] x, float[] y) {
    products.gather(x, y, batch);
  }

  @Override
  void revert(float[] dy, float[] dx) {
    products.scatter(dy, dx, batch);
  }

  @Override
  float[] maps(float[] x, float[] dy) {
    return x;
  }

  @Override
  float[] grids(float[] x, float[] dy) {
    return dy;
  }
}
