package org.palimpsest.method;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.nn.Encoder.PerExampleSink;
import org.palimpsest.nn.LinearHead;

/**
 * The gradients of a model's parts side by side, one row an image: those of one network, passed on as they come, with
 * those of the other parts, which were there before, behind them.
 */
final class GradientRows implements PerExampleSink {

  private final int images;
  private final int first;
  private final PerExampleSink next;
  private final List<Part> others = new ArrayList<>();
  private int length;
  private float[] joined = {};

  /** One of the other parts. */
  private record Part(int length, Row row) {}

  /** Writes an image's gradient for a part. */
  private interface Row {
    void write(int image, float[] into, int at);
  }

  /**
   * @param images in the batch
   * @param first how many values the network has whose gradients come last
   */
  GradientRows(int images, int first, PerExampleSink next) {
    this.images = images;
    this.first = first;
    this.next = next;
    this.length = first;
  }

  /** The sink for another network's gradients, of {@code values} each, which keeps them all. */
  PerExampleSink network(int values) {
    float[] kept = new float[Math.multiplyExact(images, values)];
    add(values, (image, into, at) -> System.arraycopy(kept, image * values, into, at, values));
    return (from, count, gradients) -> System.arraycopy(gradients, 0, kept, from * values, count * values);
  }

  /** The gradients of a layer that has taken the gradient of a mean over the batch back. */
  void layer(LinearHead layer) {
    add(layer.parameterCount(), (image, into, at) -> layer.exampleGradient(image, images, into, at));
  }

  private void add(int values, Row row) {
    others.add(new Part(values, row));
    length += values;
  }

  @Override
  public void accept(int from, int count, float[] gradients) {
    if (others.isEmpty()) {
      next.accept(from, count, gradients);
      return;
    }
    if (joined.length < count * length) {
      joined = new float[count * length];
    }
    for (int image = 0; image < count; image++) {
      int at = image * length;
      System.arraycopy(gradients, image * first, joined, at, first);
      at += first;
      for (Part part : others) {
        part.row().write(from + image, joined, at);
        at += part.length();
      }
    }
    next.accept(from, count, joined);
  }
}
