package org.palimpsest.attack;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/** As products of matrices by {@link RealTile}. Values of points are [register of channels][point][channel]. */
final class VectorShard extends PerceptronShard {

  private static final int GROUP = POINTS * WIDTH;
  private static final int COLUMNS = RealTile.COLUMNS;

  private final int width;
  private final PackedPerceptron packed;
  private final float[] inputs;
  private final float[] activations;
  private final float[] scores;
  private final float[] back;
  private final float[] firstGradient;
  private final float[] firstBias;
  private final float[] secondGradient;
  private final float[] secondBias;

  VectorShard(int width, int hidden, int classes, PackedPerceptron packed, boolean learns) {
    super(classes);
    this.width = width;
    this.packed = packed;
    inputs = new float[packed.inputs * POINTS];
    activations = new float[packed.units * POINTS];
    scores = new float[packed.scores * POINTS];
    back = new float[learns ? packed.units * POINTS : 0];
    firstGradient = new float[learns ? packed.first.length : 0];
    firstBias = new float[learns ? packed.units : 0];
    secondGradient = new float[learns ? packed.outputs * packed.units : 0];
    secondBias = new float[learns ? classes : 0];
  }

  @Override
  float score(int point, int k) {
    return scores[k / WIDTH * GROUP + point * WIDTH + k % WIDTH];
  }

  @Override
  void score(int point, int k, float value) {
    scores[k / WIDTH * GROUP + point * WIDTH + k % WIDTH] = value;
  }

  @Override
  void forward(float[][] x, int[] rows, int from, int to) {
    int count = to - from;
    for (int n = 0; n < count; n++) {
      float[] row = x[rows[from + n]];
      for (int d = 0; d < width; d += WIDTH) {
        System.arraycopy(row, d, inputs, d / WIDTH * GROUP + n * WIDTH, Math.min(WIDTH, width - d));
      }
    }
    multiply(count, inputs, packed.inputs, packed.first, packed.units, activations);
    for (int j = 0; j < packed.units; j += WIDTH) {
      addAndRectify(activations, j / WIDTH * GROUP, count, packed.firstBias, j);
    }
    multiply(count, activations, packed.units, packed.second, packed.scores, scores);
    for (int n = 0; n < count; n++) {
      for (int k = 0; k < classes; k++) {
        score(n, k, score(n, k) + packed.secondBias[k]);
      }
    }
  }

  private static void multiply(int count, float[] left, int inner, float[] right, int outer, float[] to) {
    for (int column = 0; column < outer; column += COLUMNS) {
      for (int n = 0; n < count; n += RealTile.ROWS) {
        RealTile.rows(inner, left, n * WIDTH, GROUP, right, column * inner,
            to, column / WIDTH * GROUP + n * WIDTH, GROUP);
      }
    }
  }

  private static void addAndRectify(float[] values, int at, int count, float[] bias, int j) {
    FloatVector b = load(bias, j), zero = Lanes.zero();
    for (int o = at; o < at + count * WIDTH; o += WIDTH) {
      load(values, o).add(b).max(zero).intoArray(values, o);
    }
  }

  @Override
  void differentiate(float[][] x, int[] labels, int[] rows, int from, int to) {
    int count = to - from;
    forward(x, rows, from, to);
    residuals(labels, rows, from, to);
    multiply(count, scores, packed.outputs, packed.back, packed.units, back);
    for (int j = 0; j < packed.units; j += WIDTH) {
      mask(back, activations, j / WIDTH * GROUP, count, firstBias, j);
    }
    sumProducts(count, inputs, packed.inputs, back, firstGradient);
    sumProducts(count, scores, Lanes.roundUp(classes, RealTile.ROWS), activations, secondGradient);
    for (int k = 0; k < classes; k++) {
      secondBias[k] = 0;
      for (int n = 0; n < count; n++) {
        secondBias[k] += score(n, k);
      }
    }
  }

  /** Zero where an activation is; then the sum over points. */
  private static void mask(float[] values, float[] activations, int at, int count, float[] sums, int j) {
    FloatVector zero = Lanes.zero(), sum = zero;
    for (int o = at; o < at + count * WIDTH; o += WIDTH) {
      VectorMask<Float> active = load(activations, o).compare(VectorOperators.GT, zero);
      FloatVector value = zero.blend(load(values, o), active);
      value.intoArray(values, o);
      sum = sum.add(value);
    }
    sum.intoArray(sums, j);
  }

  /** Row i of {@code to}: the sum over points of channel i of {@code left} times {@code right}. */
  private void sumProducts(int count, float[] left, int rows, float[] right, float[] to) {
    Arrays.fill(to, 0f);
    for (int column = 0; column < packed.units; column += COLUMNS) {
      for (int i = 0; i < rows; i += RealTile.ROWS) {
        RealTile.columns(count, left, i / WIDTH * GROUP + i % WIDTH, right, column / WIDTH * GROUP, GROUP,
            to, i * packed.units + column, packed.units);
      }
    }
  }

  @Override
  void addGradient(int row, float[] to, float scale) {
    if (row < width) {
      add(firstGradient, row * packed.units, to, scale);
    } else if (row == width) {
      add(firstBias, 0, to, scale);
    } else if (row <= width + classes) {
      add(secondGradient, (row - width - 1) * packed.units, to, scale);
    } else {
      add(secondBias, 0, to, scale);
    }
  }

  private static void add(float[] from, int at, float[] to, float scale) {
    for (int i = 0; i < to.length; i++) {
      to[i] += scale * from[at + i];
    }
  }
}
