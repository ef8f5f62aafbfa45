package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * The spectra of a convolution's kernels, as right factors for {@link ComplexProducts}: per frequency
 * [part][panel][input][output of the panel].
 *
 * <p>{@code y[n] = sum_j x[n + j - p] w[j]}, p = (k - 1) / 2, is a circular convolution with tap j at position
 * p - j modulo the transform's length. The scaling by 1 / (M N) that the inverse transform leaves out is applied here.
 */
final class WeightSpectrum {

  private static final int PANEL = Spectrum.PANEL;
  private static final int GAP = 16;

  /** One thread's working memory. */
  static final class Scratch {
    private final PlaneTransform.Scratch plane;
    private final float[] lines;
    private final float[] spectrum;
    private final float[] transposed;

    /** A register of channels of one image on either side of the convolution, frequency by frequency. */
    private final float[] left;

    private final float[] right;

    /** @param channels the most channels, padded to whole panels, that either side of a convolution will have */
    Scratch(PlaneTransform.Scratch plane, int channels) {
      this.plane = plane;
      lines = new float[plane.transform().columns * COMPLEX];
      spectrum = new float[plane.transform().frequencies() * COMPLEX];
      transposed = new float[ComplexProducts.PARTS * channels * channels];
      left = new float[spectrum.length];
      right = new float[spectrum.length];
    }
  }

  private final PlaneTransform transform;
  private final int inputs;
  private final int outputs;
  private final int kernel;

  /** Inputs padded to whole vectors, outputs padded to whole panels. */
  private final int inner;

  private final int outer;
  private final int frequencyStride;
  private final float scale;
  private final float[] values;

  WeightSpectrum(LayerSpec.Convolution convolution, PlaneTransform transform) {
    this.transform = transform;
    inputs = convolution.inputs();
    outputs = convolution.outputs();
    kernel = convolution.kernel();
    inner = Lanes.roundUp(inputs, WIDTH);
    outer = Lanes.roundUp(outputs, PANEL);
    frequencyStride = ComplexProducts.PARTS * inner * outer + GAP;
    scale = 1f / (transform.rows * transform.columns);
    values = new float[Math.multiplyExact(transform.frequencies(), frequencyStride)];
  }

  /** How many weights there are. */
  int parameters() {
    return outputs * inputs * kernel * kernel;
  }

  /** Number of tasks of {@link #transform}. */
  int tasks() {
    return inputs * (outer / PANEL);
  }

  /** Transforms the kernels of one input and one panel of outputs. */
  void transform(int task, float[] parameters, int offset, Scratch scratch) {
    int input = task % inputs;
    int panel = task / inputs;
    for (int half = 0; half < PANEL && panel * PANEL + half < outputs; half += WIDTH) {
      transformOutputs(input, panel * PANEL + half, parameters, offset, scratch);
      spread(scratch.spectrum, panel * inner * PANEL + input * PANEL + half);
    }
  }

  private void transformOutputs(int input, int output, float[] parameters, int offset, Scratch scratch) {
    transform.clear(scratch.plane);
    for (int y = 0; y < transform.rows; y += 2) {
      int tap = tapAt(y, transform.rows);
      int next = tapAt(y + 1, transform.rows);
      if (tap >= 0 || next >= 0) {
        Arrays.fill(scratch.lines, 0);
        placeRow(tap, input, output, parameters, offset, scratch.lines, 0);
        placeRow(next, input, output, parameters, offset, scratch.lines, WIDTH);
        transform.rowsIn(scratch.lines, y, scratch.plane);
      }
    }
    transform.columnsOut(scratch.plane, scratch.spectrum, 0, COMPLEX);
  }

  /** The tap that lies at a position, or -1. */
  private int tapAt(int position, int length) {
    int tap = kernel / 2 - position;
    tap = tap < 0 ? tap + length : tap;
    return tap < kernel ? tap : -1;
  }

  private int positionOf(int tap, int length) {
    return Math.floorMod(kernel / 2 - tap, length);
  }

  private void placeRow(int row, int input, int output, float[] parameters, int offset, float[] lines, int half) {
    if (row < 0) {
      return;
    }
    int lanes = Math.min(WIDTH, outputs - output);
    int stride = inputs * kernel * kernel;
    int from = offset + output * stride + (input * kernel + row) * kernel;
    for (int tap = 0; tap < kernel; tap++) {
      int to = positionOf(tap, transform.columns) * COMPLEX + half;
      for (int lane = 0; lane < lanes; lane++) {
        lines[to + lane] = parameters[from + lane * stride + tap] * scale;
      }
    }
  }

  private void spread(float[] spectrum, int at) {
    int part = inner * outer;
    int frequencies = transform.frequencies();
    for (int f = 0; f < frequencies; f++) {
      FloatVector c = load(spectrum, f * COMPLEX), d = load(spectrum, f * COMPLEX + WIDTH);
      int o = f * frequencyStride + at;
      c.intoArray(values, o);
      c.add(d).neg().intoArray(values, o + part);
      d.sub(c).intoArray(values, o + 2 * part);
    }
  }

  /** Y = X W at one frequency. */
  void multiply(int images, Spectrum x, Spectrum y, int frequency, ComplexProducts.Scratch scratch) {
    ComplexProducts.multiply(images, inner, outer, x, values, frequency * frequencyStride, y, frequency, scratch);
  }

  /**
   * dX = dY W^H at one frequency. The parts of conj(c + id) are c, -(c - d) and -d - c: the first and third of c + id,
   * and {@code -2 c - (d - c)}.
   */
  void multiplyByAdjoint(
      int images, Spectrum dy, Spectrum dx, int frequency, Scratch own, ComplexProducts.Scratch scratch) {
    int innerOfAdjoint = Lanes.roundUp(outputs, WIDTH);
    int outerOfAdjoint = Lanes.roundUp(inputs, PANEL);
    int part = innerOfAdjoint * outerOfAdjoint;
    int from = frequency * frequencyStride;
    transpose(from, own.transposed, 0, innerOfAdjoint);
    transpose(from + 2 * inner * outer, own.transposed, part, innerOfAdjoint);
    for (int i = 0; i < part; i += WIDTH) {
      FloatVector c = load(own.transposed, i);
      c.add(c).add(load(own.transposed, part + i)).neg().intoArray(own.transposed, 2 * part + i);
    }
    ComplexProducts.multiply(
        images, innerOfAdjoint, outerOfAdjoint, dy, own.transposed, 0, dx, frequency, scratch);
  }

  /** From [output panel][input][output of it] to [input panel][output][input of it]. */
  private void transpose(int from, float[] to, int at, int rowsOut) {
    for (int i = 0; i < inner; i++) {
      int column = at + i / PANEL * rowsOut * PANEL + i % PANEL;
      for (int o = 0; o < rowsOut; o += WIDTH) {
        int a = from + (o / PANEL * inner + i) * PANEL + o % PANEL;
        int b = column + o * PANEL;
        for (int lane = 0; lane < WIDTH; lane++) {
          to[b + lane * PANEL] = values[a + lane];
        }
      }
    }
  }

  /** Floats that the products of {@link #multiplyForGradient} take. */
  int gradientLength() {
    return Math.multiplyExact(transform.frequencies(), gradientStride());
  }

  private int gradientStride() {
    return 2 * inner * outer + GAP;
  }

  /** dW = X^H dY at one frequency. */
  void multiplyForGradient(
      int images, Spectrum x, Spectrum dy, int frequency, float[] to, ComplexProducts.Scratch scratch) {
    ComplexProducts.multiplyTransposed(
        images, inner, outer, x, dy, frequency, to, frequency * gradientStride(), scratch);
  }

  /** Number of tasks of {@link #gradient}. */
  int gradientTasks() {
    return inputs * (Lanes.roundUp(outputs, WIDTH) / WIDTH);
  }

  /** Writes the gradient of the kernels of one input and a register of outputs. */
  void gradient(int task, float[] products, float[] gradients, int offset, Scratch scratch) {
    int input = task % inputs;
    int output = task / inputs * WIDTH;
    transform.columnsIn(products, 2 * (input * outer + output), gradientStride(), scratch.plane);
    takeTaps(input, output, gradients, offset, scratch);
  }

  /** Number of tasks of {@link #exampleGradient} per image. */
  int exampleTasks() {
    return Lanes.roundUp(outputs, WIDTH) / WIDTH;
  }

  /** Writes one image's gradient of the kernels of a register of outputs to {@code gradients} at {@code offset}. */
  void exampleGradient(
      int task, int image, Spectrum x, Spectrum dy, float[] gradients, int offset, Scratch scratch) {
    int output = task * WIDTH;
    collect(dy, image, output, scratch.right);
    for (int group = 0; group < inputs; group += WIDTH) {
      collect(x, image, group, scratch.left);
      for (int lane = 0; lane < Lanes.existing(group, inputs); lane++) {
        multiplyConjugate(transform.frequencies(), scratch.left, lane, scratch.right, scratch.spectrum);
        transform.columnsIn(scratch.spectrum, 0, COMPLEX, scratch.plane);
        takeTaps(group + lane, output, gradients, offset, scratch);
      }
    }
  }

  private static void collect(Spectrum from, int image, int channel, float[] to) {
    float[] values = from.values();
    int at = from.at(image, channel);
    for (int f = 0; f < from.frequencies; f++) {
      load(values, at).intoArray(to, f * COMPLEX);
      load(values, at + WIDTH).intoArray(to, f * COMPLEX + WIDTH);
      at += from.frequencyStride;
    }
  }

  /** to = conj(x) y, x being one lane of {@code left}: (a - ib)(c + id). */
  private static void multiplyConjugate(int count, float[] left, int lane, float[] right, float[] to) {
    for (int o = 0; o < count * COMPLEX; o += COMPLEX) {
      FloatVector a = splat(left[o + lane]), b = splat(left[o + lane + WIDTH]);
      FloatVector c = load(right, o), d = load(right, o + WIDTH);
      a.fma(c, b.mul(d)).intoArray(to, o);
      a.mul(d).sub(b.mul(c)).intoArray(to, o + WIDTH);
    }
  }

  /** Ends what {@link PlaneTransform#columnsIn} began: the taps of one input and a register of outputs. */
  private void takeTaps(int input, int output, float[] gradients, int offset, Scratch scratch) {
    for (int row = 0; row < kernel; row += 2) {
      int y0 = positionOf(row, transform.rows);
      int y1 = positionOf(row + 1, transform.rows);
      transform.rowsOut(y0, y1, scratch.plane);
      takeRow(row, 0, input, output, gradients, offset, scratch.plane.result);
      if (row + 1 < kernel) {
        takeRow(row + 1, WIDTH, input, output, gradients, offset, scratch.plane.result);
      }
    }
  }

  private void takeRow(int row, int half, int input, int output, float[] gradients, int offset, float[] result) {
    int lanes = Math.min(WIDTH, outputs - output);
    int stride = inputs * kernel * kernel;
    int to = offset + output * stride + (input * kernel + row) * kernel;
    for (int tap = 0; tap < kernel; tap++) {
      int from = positionOf(tap, transform.columns) * COMPLEX + half;
      for (int lane = 0; lane < lanes; lane++) {
        gradients[to + lane * stride + tap] = result[from + lane] * scale;
      }
    }
  }
}
