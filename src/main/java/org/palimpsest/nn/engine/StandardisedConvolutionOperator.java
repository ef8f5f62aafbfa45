package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/**
 * A convolution whose weights are standardised before it: those of an output, w, enter as u = (w - mean w) s with s =
 * max(sum (w - mean w)^2, epsilon)^-1/2. Gradients g with respect to u come back as s (g - mean g - u sum g u), the last
 * term only where epsilon is the smaller. All in double precision; the bias is as it is.
 */
final class StandardisedConvolutionOperator implements Operator {

  private final float[] parameters;
  private final float[] gradients;
  private final int offset;
  private final int weights;
  private final int all;
  private final int fanIn;
  private final float[] standardised;
  private final float[] own;
  private final double[] scales;
  private final GrowingArray examples = new GrowingArray();
  private final ConvolutionOperator convolution;

  StandardisedConvolutionOperator(
      Shape input,
      LayerSpec.StandardisedConvolution layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    LayerSpec.Convolution plain = layer.convolution();
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
    fanIn = plain.inputs() * plain.kernel() * plain.kernel();
    weights = plain.outputs() * fanIn;
    all = weights + (plain.bias() ? plain.outputs() : 0);
    standardised = new float[all];
    own = new float[all];
    scales = new double[plain.outputs()];
    convolution = new ConvolutionOperator(input, plain, standardised, own, 0, workers);
  }

  @Override
  public Shape input() {
    return convolution.input();
  }

  @Override
  public Shape output() {
    return convolution.output();
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    for (int output = 0; output < scales.length; output++) {
      standardise(output);
    }
    System.arraycopy(parameters, offset + weights, standardised, weights, all - weights);
    return convolution.forward(x, batch, training);
  }

  private void standardise(int output) {
    int from = output * fanIn;
    double mean = 0;
    for (int i = from; i < from + fanIn; i++) {
      mean += parameters[offset + i];
    }
    mean /= fanIn;
    double squares = 0;
    for (int i = from; i < from + fanIn; i++) {
      double d = parameters[offset + i] - mean;
      squares += d * d;
    }
    boolean floored = squares < LayerSpec.StandardisedConvolution.EPSILON;
    double scale = 1 / Math.sqrt(floored ? LayerSpec.StandardisedConvolution.EPSILON : squares);
    for (int i = from; i < from + fanIn; i++) {
      standardised[i] = (float) ((parameters[offset + i] - mean) * scale);
    }
    scales[output] = floored ? -scale : scale;
  }

  /** Turns gradients of standardised weights into those of the weights themselves. */
  private void back(float[] from, int fromOffset, float[] to, int toOffset) {
    for (int output = 0; output < scales.length; output++) {
      int first = output * fanIn;
      double mean = 0;
      double along = 0;
      for (int i = first; i < first + fanIn; i++) {
        mean += from[fromOffset + i];
        along += (double) from[fromOffset + i] * standardised[i];
      }
      mean /= fanIn;
      double scale = Math.abs(scales[output]);
      double radial = scales[output] < 0 ? 0 : along;
      for (int i = first; i < first + fanIn; i++) {
        to[toOffset + i] = (float) (scale * (from[fromOffset + i] - mean - radial * standardised[i]));
      }
    }
    System.arraycopy(from, fromOffset + weights, to, toOffset + weights, all - weights);
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    float[] dx = convolution.backward(dy, inputGradient);
    back(own, 0, gradients, offset);
    return dx;
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    return convolution.backwardForExamples(dy, inputGradient);
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    float[] rows = examples.reserve(Math.multiplyExact(count, all));
    convolution.exampleGradients(first, count, rows, all);
    for (int i = 0; i < count; i++) {
      back(rows, i * all, to, i * stride + offset);
    }
  }
}
