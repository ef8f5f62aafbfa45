package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** What operators have in common: shapes, the team, and buffers that grow to the largest batch seen. */
abstract class MapOperator implements Operator {

  /** About this many values make a task worth another thread. */
  private static final int GRAIN = 1 << 15;

  private final Shape input;
  private final Shape output;
  private final GrowingArray y = new GrowingArray();
  private final GrowingArray dx = new GrowingArray();

  /** Who does the work. */
  final Workers workers;

  /** Images in the latest forward. */
  int batch;

  MapOperator(Shape input, LayerSpec layer, Workers workers) {
    this.input = input;
    this.output = layer.output(input);
    this.workers = workers;
  }

  @Override
  public final Shape input() {
    return input;
  }

  @Override
  public final Shape output() {
    return output;
  }

  /** The output buffer, large enough for {@link #batch}. */
  final float[] outputs() {
    return y.reserve(Math.multiplyExact(batch, output.volume()));
  }

  /** The input gradient's buffer, large enough for {@link #batch}. */
  final float[] inputGradients() {
    return dx.reserve(Math.multiplyExact(batch, input.volume()));
  }

  /** Something done to the values from..to-1 of a flat array. */
  interface Span {
    void run(int from, int to);
  }

  /** Cuts 0..length-1 into spans that start at multiples of {@code period} and runs them in parallel. */
  final void spans(int length, int period, Span span) {
    int size = period * Math.max(1, GRAIN / period);
    int count = (length + size - 1) / size;
    workers.run(count, (task, worker) -> span.run(task * size, Math.min(length, (task + 1) * size)));
  }

  /** Runs {@code task} for every image of the batch in parallel. */
  final void images(Workers.Task task) {
    workers.run(batch, task);
  }
}
