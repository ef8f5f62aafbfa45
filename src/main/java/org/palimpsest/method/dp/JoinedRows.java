package org.palimpsest.method.dp;

import java.util.List;
import org.palimpsest.nn.PerExampleSink;

/** Passes on the gradients of a network with those of further parts behind them, image by image. */
final class JoinedRows implements PerExampleSink {

  private final int first;
  private final List<RowPart> further;
  private final PerExampleSink next;
  private final int length;
  private float[] joined = {};

  /** @param first how many values the network has */
  JoinedRows(int first, List<RowPart> further, PerExampleSink next) {
    this.first = first;
    this.further = further;
    this.next = next;
    this.length = first + further.stream().mapToInt(RowPart::length).sum();
  }

  @Override
  public void accept(int from, int count, float[] gradients) {
    if (joined.length < count * length) {
      joined = new float[count * length];
    }
    for (int row = 0; row < count; row++) {
      int at = row * length;
      System.arraycopy(gradients, row * first, joined, at, first);
      at += first;
      for (RowPart part : further) {
        part.write(from + row, joined, at);
        at += part.length();
      }
    }
    next.accept(from, count, joined);
  }
}
