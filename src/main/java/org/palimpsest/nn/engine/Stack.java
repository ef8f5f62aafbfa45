package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.fourier.FftChain;

/**
 * A list of layers made to run: a chain of operators over two flat arrays of parameters and gradients. Which layers
 * one operator takes is for {@link AlgorithmRule} to say.
 *
 * <p>An instance works on one batch at a time. A training forward keeps what the next backward needs; a forward in
 * evaluation overwrites it.
 */
public final class Stack {

  private final List<ParameterSlot> slots;
  private final List<Operator> operators = new ArrayList<>();
  private final float[] parameters;
  private final float[] gradients;

  /** Refuses layers that do not fit each other, naming the first that does not. */
  public Stack(Shape input, List<LayerSpec> layers, Workers workers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, was none");
    }
    slots = ParameterSlot.of(layers);
    parameters = new float[ParameterSlot.length(slots)];
    gradients = new float[parameters.length];
    Shape shape = input;
    int offset = 0;
    for (int from = 0; from < layers.size(); ) {
      int fused = AlgorithmRule.fused(layers, from, shape).layers();
      List<LayerSpec> run = layers.subList(from, from + Math.max(1, fused));
      Operator operator =
          fused > 0
              ? new FftChain(shape, run, parameters, gradients, offset, workers)
              : single(shape, layers.get(from), offset, workers);
      operators.add(operator);
      offset += ParameterSlot.length(ParameterSlot.of(run));
      shape = operator.output();
      from += run.size();
    }
  }

  private Operator single(Shape input, LayerSpec layer, int offset, Workers workers) {
    if (layer instanceof LayerSpec.Convolution spec) {
      return new ConvolutionOperator(input, spec, parameters, gradients, offset, workers);
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
    throw new IllegalStateException("no operator for " + layer);
  }

  /** Whether the operator so far last needs its output no more once the next one has read it. */
  private boolean outputIsSpare() {
    Operator last = operators.isEmpty() ? null : operators.get(operators.size() - 1);
    return last instanceof SlidingOperator
        || last instanceof BatchNormOperator
        || last instanceof GroupNormOperator;
  }

  Shape input() {
    return operators.get(0).input();
  }

  public Shape output() {
    return operators.get(operators.size() - 1).output();
  }

  List<ParameterSlot> slots() {
    return slots;
  }

  /** All parameters, laid out as {@link #slots()} tells; read by every forward. */
  public float[] parameters() {
    return parameters;
  }

  /** What the latest backward wrote; zero for running statistics. */
  public float[] gradients() {
    return gradients;
  }

  /** (batch, input) to (batch, output), in a buffer that the next call overwrites. */
  public float[] forward(float[] x, int batch, boolean training) {
    float[] y = x;
    for (Operator operator : operators) {
      y = operator.forward(y, batch, training);
    }
    return y;
  }

  /** Gradients for the latest training forward; returns that of the input, null if not wanted. Overwrites dy. */
  public float[] backward(float[] dy, boolean inputGradient) {
    float[] d = dy;
    for (int i = operators.size() - 1; i >= 0; i--) {
      d = operators.get(i).backward(d, inputGradient || i > 0);
    }
    return d;
  }

  /** As {@link #backward}, leaving the parameters to {@link #exampleGradients}. Overwrites dy and keeps it. */
  void backwardForExamples(float[] dy) {
    float[] d = dy;
    for (int i = operators.size() - 1; i >= 0; i--) {
      d = operators.get(i).backwardForExamples(d, i > 0);
    }
  }

  /** {@link Operator#exampleGradients}. */
  void exampleGradients(int first, int count, float[] to, int stride) {
    for (Operator operator : operators) {
      operator.exampleGradients(first, count, to, stride);
    }
  }
}
