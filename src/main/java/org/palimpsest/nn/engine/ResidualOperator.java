package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/**
 * y = body(x) + shortcut(x), the shortcut perhaps the input itself. The sum is made in the place of the body's part.
 */
final class ResidualOperator extends MapOperator {

  private final Sequence body;

  /** Null for the input itself. */
  private final Sequence shortcut;

  private final boolean inPlace;
  private final GrowingArray kept = new GrowingArray();

  ResidualOperator(
      Shape input, LayerSpec.Residual layer, float[] parameters, float[] gradients, int offset, Workers workers) {
    super(input, layer, workers);
    body = new Sequence(input, layer.body(), parameters, gradients, offset, workers);
    int behind = offset + ParameterSlot.length(ParameterSlot.of(layer.body()));
    shortcut =
        layer.shortcut().isEmpty()
            ? null
            : new Sequence(input, layer.shortcut(), parameters, gradients, behind, workers);
    inPlace = body.outputIsSpare();
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] part = body.forward(x, batch, training);
    float[] beside = shortcut == null ? x : shortcut.forward(x, batch, training);
    float[] y = inPlace ? part : outputs();
    spans(batch * output().volume(), 1, (from, to) -> add(part, beside, y, from, to));
    return y;
  }

  private static void add(float[] a, float[] b, float[] to, int from, int end) {
    for (int i = from; i < end; i++) {
      to[i] = a[i] + b[i];
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    float[] beside = keep(dy);
    float[] dx = body.backward(dy, inputGradient);
    return sum(dx, shortcut == null ? beside : shortcut.backward(beside, inputGradient), inputGradient);
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    float[] beside = keep(dy);
    float[] dx = body.backwardForExamples(dy, inputGradient);
    return sum(dx, shortcut == null ? beside : shortcut.backwardForExamples(beside, inputGradient), inputGradient);
  }

  /** A copy of dy, which the body may overwrite. */
  private float[] keep(float[] dy) {
    int length = batch * output().volume();
    float[] copy = kept.reserve(length);
    spans(length, 1, (from, to) -> System.arraycopy(dy, from, copy, from, to - from));
    return copy;
  }

  private float[] sum(float[] dx, float[] beside, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] sum = inputGradients();
    spans(batch * input().volume(), 1, (from, to) -> add(dx, beside, sum, from, to));
    return sum;
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    body.exampleGradients(first, count, to, stride);
    if (shortcut != null) {
      shortcut.exampleGradients(first, count, to, stride);
    }
  }
}
