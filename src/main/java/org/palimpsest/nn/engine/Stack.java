package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of layers made to run: a chain of operators over two flat arrays of parameters and gradients.
 *
 * <p>An instance works on one batch at a time. A training forward keeps what the next backward needs; a forward in
 * evaluation overwrites it.
 */
final class Stack {

  private final List<LayerSpec> layers;
  private final List<Slot> slots;
  private final List<Operator> operators = new ArrayList<>();
  private final List<String> plan = new ArrayList<>();
  private final float[] parameters;
  private final float[] gradients;

  /** Refuses layers that do not fit each other, naming the first that does not. */
  Stack(Shape input, List<LayerSpec> layers, Workers workers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one, was none");
    }
    this.layers = List.copyOf(layers);
    slots = Slot.of(layers);
    parameters = new float[Slot.length(slots)];
    gradients = new float[parameters.length];
    Shape shape = input;
    int offset = 0;
    for (int from = 0; from < layers.size(); ) {
      LayerSpec layer = layers.get(from);
      Operator operator = single(shape, layer, offset, workers);
      operators.add(operator);
      plan.add("%d %s: %s".formatted(from, layer, reason(layer)));
      offset += layer.parameters().stream().mapToInt(Parameter::length).sum();
      shape = operator.output();
      from++;
    }
  }

  private static String reason(LayerSpec layer) {
    return "direct";
  }

  private Operator single(Shape input, LayerSpec layer, int offset, Workers workers) {
    if (layer instanceof LayerSpec.Convolution spec) {
      return new DirectConvolution(input, spec, parameters, gradients, offset, workers);
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
      return new ReluOperator(input, workers);
    }
    if (layer instanceof LayerSpec.Tanh) {
      return new TanhOperator(input, workers);
    }
    if (layer instanceof LayerSpec.UnitNorm) {
      return new UnitNormOperator(input, workers);
    }
    throw new IllegalStateException("no operator for " + layer);
  }

  Shape input() {
    return operators.get(0).input();
  }

  Shape output() {
    return operators.get(operators.size() - 1).output();
  }

  List<LayerSpec> layers() {
    return layers;
  }

  List<Slot> slots() {
    return slots;
  }

  /** All parameters, laid out as {@link #slots()} tells; read by every forward. */
  float[] parameters() {
    return parameters;
  }

  /** What the latest backward wrote; zero for running statistics. */
  float[] gradients() {
    return gradients;
  }

  /** One line per operator: the layers it takes, the algorithm and why. */
  List<String> plan() {
    return List.copyOf(plan);
  }

  /** (batch, input) to (batch, output), in a buffer that the next call overwrites. */
  float[] forward(float[] x, int batch, boolean training) {
    float[] y = x;
    for (Operator operator : operators) {
      y = operator.forward(y, batch, training);
    }
    return y;
  }

  /** Gradients for the latest training forward; returns that of the input, null if not wanted. */
  float[] backward(float[] dy, boolean inputGradient) {
    float[] d = dy;
    for (int i = operators.size() - 1; i >= 0; i--) {
      d = operators.get(i).backward(d, inputGradient || i > 0);
    }
    return d;
  }
}
