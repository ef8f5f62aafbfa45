package org.palimpsest.nn.engine;

import java.util.List;
import org.palimpsest.data.Shape;

/**
 * A list of layers made to run, over two flat arrays of parameters and gradients.
 *
 * <p>An instance works on one batch at a time. A training forward keeps what the next backward needs; a forward in
 * evaluation overwrites it.
 */
public final class Stack {

  private final List<ParameterSlot> slots;
  private final Sequence sequence;
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
    sequence = new Sequence(input, layers, parameters, gradients, 0, workers);
  }

  Shape input() {
    return sequence.input();
  }

  public Shape output() {
    return sequence.output();
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
    return sequence.forward(x, batch, training);
  }

  /** Gradients for the latest training forward; returns that of the input, null if not wanted. Overwrites dy. */
  public float[] backward(float[] dy, boolean inputGradient) {
    return sequence.backward(dy, inputGradient);
  }

  /** As {@link #backward}, leaving the parameters to {@link #exampleGradients}. Overwrites dy and keeps it. */
  void backwardForExamples(float[] dy) {
    sequence.backwardForExamples(dy, false);
  }

  /** {@link Operator#exampleGradients}. */
  void exampleGradients(int first, int count, float[] to, int stride) {
    sequence.exampleGradients(first, count, to, stride);
  }
}
