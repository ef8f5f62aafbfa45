package org.palimpsest.attack;

import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/**
 * A {@link Perceptron}'s parameters as right factors of {@link RealTile}: panels of [inner][column], zeros as padding.
 */
final class PackedPerceptron {

  private static final int COLUMNS = RealTile.COLUMNS;

  private final int width;
  private final int hidden;
  private final int classes;

  /** Inputs and classes padded to whole registers. */
  final int inputs;

  final int outputs;

  /** Hidden units and classes padded to whole panels. */
  final int units;

  final int scores;

  /** W1: (inputs, units); W2 transposed: (units, scores); W2: (outputs, units). */
  final float[] first;

  final float[] second;
  final float[] back;

  /** b1 (units) and b2 (scores). */
  final float[] firstBias;

  final float[] secondBias;

  PackedPerceptron(int width, int hidden, int classes) {
    this.width = width;
    this.hidden = hidden;
    this.classes = classes;
    inputs = Lanes.roundUp(width, Lanes.WIDTH);
    outputs = Lanes.roundUp(classes, Lanes.WIDTH);
    units = Lanes.roundUp(hidden, COLUMNS);
    scores = Lanes.roundUp(classes, COLUMNS);
    first = new float[Math.multiplyExact(inputs, units)];
    second = new float[units * scores];
    back = new float[outputs * units];
    firstBias = new float[units];
    secondBias = new float[scores];
  }

  /** Takes up parameters as {@link Perceptron} has them. */
  void take(float[][] parameters) {
    for (int d = 0; d < width; d++) {
      toPanels(parameters[d], hidden, first, d, inputs);
    }
    System.arraycopy(parameters[width], 0, firstBias, 0, hidden);
    for (int k = 0; k < classes; k++) {
      float[] row = parameters[width + 1 + k];
      toPanels(row, hidden, back, k, outputs);
      int at = k / COLUMNS * COLUMNS * units + k % COLUMNS;
      for (int j = 0; j < hidden; j++) {
        second[at + j * COLUMNS] = row[j];
      }
    }
    System.arraycopy(parameters[width + 1 + classes], 0, secondBias, 0, classes);
  }

  private static void toPanels(float[] row, int length, float[] to, int at, int inner) {
    for (int j = 0; j < length; j += COLUMNS) {
      System.arraycopy(row, j, to, j * inner + at * COLUMNS, Math.min(COLUMNS, length - j));
    }
  }
}
