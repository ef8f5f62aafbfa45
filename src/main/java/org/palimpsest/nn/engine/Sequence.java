package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.fourier.FftChain;

/**
 * Layers one after the other. Which layers one operator takes is for {@link AlgorithmRule} to say. Some layers are made
 * of sequences themselves.
 */
final class Sequence implements Operator {

  private final List<Operator> operators = new ArrayList<>();
  private final float[] parameters;
  private final float[] gradients;
  private final Workers workers;

  /**
   * Refuses layers that do not fit each other, naming the first that does not.
   *
   * @param layers at least one
   * @param offset of the first layer's first parameter
   */
  Sequence(
      Shape input, List<LayerSpec> layers, float[] parameters, float[] gradients, int offset, Workers workers) {
    this.parameters = parameters;
    this.gradients = gradients;
    this.workers = workers;
    Shape shape = input;
    int next = offset;
    for (int from = 0; from < layers.size(); ) {
      int fused = AlgorithmRule.fused(layers, from, shape).layers();
      List<LayerSpec> run = layers.subList(from, from + Math.max(1, fused));
      Operator operator =
          fused > 0
              ? new FftChain(shape, run, parameters, gradients, next, workers)
              : single(shape, layers.get(from), next);
      operators.add(operator);
      next += ParameterSlot.length(ParameterSlot.of(run));
      shape = operator.output();
      from += run.size();
    }
  }

  private Operator single(Shape input, LayerSpec layer, int offset) {
    if (layer instanceof LayerSpec.Convolution spec) {
      return new ConvolutionOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.StandardisedConvolution spec) {
      return new StandardisedConvolutionOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.TransposedConvolution spec) {
      return new TransposedConvolutionOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.BatchNorm spec) {
      return new BatchNormOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.GroupNorm spec) {
      return new GroupNormOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.MaxPool spec) {
      return new MaxPoolOperator(input, spec, workers);
    }
    if (layer instanceof LayerSpec.AveragePool spec) {
      return new AveragePoolOperator(input, spec, workers);
    }
    if (layer instanceof LayerSpec.GlobalAveragePool) {
      return new GlobalAveragePoolOperator(input, workers);
    }
    if (layer instanceof LayerSpec.Relu) {
      return new ReluOperator(input, outputIsSpare(), workers);
    }
    if (layer instanceof LayerSpec.Tanh) {
      return new TanhOperator(input, outputIsSpare(), workers);
    }
    if (layer instanceof LayerSpec.UnitNorm) {
      return new UnitNormOperator(input, workers);
    }
    if (layer instanceof LayerSpec.Residual spec) {
      return new ResidualOperator(input, spec, parameters, gradients, offset, workers);
    }
    if (layer instanceof LayerSpec.Dense spec) {
      return new DenseOperator(input, spec, parameters, gradients, offset, workers);
    }
    throw new IllegalStateException("no operator for " + layer);
  }

  /** Whether the operator so far last needs its output no more once the next one has read it. */
  boolean outputIsSpare() {
    Operator last = operators.isEmpty() ? null : operators.get(operators.size() - 1);
    return last instanceof SlidingOperator
        || last instanceof StandardisedConvolutionOperator
        || last instanceof BatchNormOperator
        || last instanceof GroupNormOperator
        || last instanceof ResidualOperator
        || last instanceof DenseOperator;
  }

  @Override
  public Shape input() {
    return operators.get(0).input();
  }

  @Override
  public Shape output() {
    return operators.get(operators.size() - 1).output();
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    float[] y = x;
    for (Operator operator : operators) {
      y = operator.forward(y, batch, training);
    }
    return y;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    float[] d = dy;
    for (int i = operators.size() - 1; i >= 0; i--) {
      d = operators.get(i).backward(d, inputGradient || i > 0);
    }
    return d;
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    float[] d = dy;
    for (int i = operators.size() - 1; i >= 0; i--) {
      d = operators.get(i).backwardForExamples(d, inputGradient || i > 0);
    }
    return d;
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    for (Operator operator : operators) {
      operator.exampleGradients(first, count, to, stride);
    }
  }
}
