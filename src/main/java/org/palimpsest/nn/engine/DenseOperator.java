package org.palimpsest.nn.engine;

import java.util.function.IntConsumer;
import org.palimpsest.data.Shape;

/** The channels of x, then those of body(x). */
final class DenseOperator extends MapOperator {

  private final Sequence body;
  private final int given;
  private final int added;
  private final GrowingArray bodyGradients = new GrowingArray();

  DenseOperator(
      Shape input, LayerSpec.Dense layer, float[] parameters, float[] gradients, int offset, Workers workers) {
    super(input, layer, workers);
    body = new Sequence(input, layer.body(), parameters, gradients, offset, workers);
    given = input.channels();
    added = body.output().channels();
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    float[] more = body.forward(x, batch, training);
    float[] y = outputs();
    spans(batch * input().area(), pixel -> {
      int to = pixel * (given + added);
      System.arraycopy(x, pixel * given, y, to, given);
      System.arraycopy(more, pixel * added, y, to + given, added);
    });
    return y;
  }

  private void spans(int pixels, IntConsumer pixel) {
    int channels = given + added;
    spans(pixels * channels, channels, (from, to) -> {
      for (int p = from / channels; p < to / channels; p++) {
        pixel.accept(p);
      }
    });
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    float[] dBody = split(dy);
    return sum(dy, body.backward(dBody, inputGradient), inputGradient);
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    float[] dBody = split(dy);
    return sum(dy, body.backwardForExamples(dBody, inputGradient), inputGradient);
  }

  private float[] split(float[] dy) {
    float[] part = bodyGradients.reserve(Math.multiplyExact(batch, body.output().volume()));
    spans(batch * input().area(),
        pixel -> System.arraycopy(dy, pixel * (given + added) + given, part, pixel * added, added));
    return part;
  }

  private float[] sum(float[] dy, float[] dBody, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    float[] dx = inputGradients();
    spans(batch * input().area(), pixel -> add(dBody, pixel * given, dy, pixel * (given + added), dx, given));
    return dx;
  }

  private static void add(float[] a, int at, float[] b, int from, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = a[at + i] + b[from + i];
    }
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    body.exampleGradients(first, count, to, stride);
  }
}
