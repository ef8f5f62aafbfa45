package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * A convolution's kernels between parameters and products. {@code y[n] = sum_j x[n + j - p] w[j]}, p = (k - 1) / 2, is
 * a circular convolution with tap j at position p - j modulo the transform's length.
 *
 * <p>A task makes the spectra of one {@linkplain KernelTransform#pieces piece} of a column of frequencies, in its own
 * memory, as right factors for {@link ComplexProducts}, [slot][part][panel][input][output of the panel], and multiplies
 * by them at once; so does the way back, whose products go no further than to the taps' rows. Spectra of all kernels
 * at all frequencies, many times the kernels' size, never exist at once.
 */
final class WeightSpectrum {

  /** One thread's working memory. */
  static final class Scratch {
    private final GrowingArray spectra = new GrowingArray();
    private final GrowingArray products = new GrowingArray();
    private final float[] lines;
    private final float[] column;
    private final float[] tap = new float[WIDTH];

    /** A register of channels of one image on either side of the convolution, frequency by frequency. */
    private final float[] left;

    private final float[] right;

    /** @param kernel the largest of any convolution */
    Scratch(PlaneTransform transform, int kernel) {
      lines = new float[kernel * COMPLEX];
      column = new float[(2 + 4 * kernel) * WIDTH];
      left = new float[transform.frequencies() * COMPLEX];
      right = new float[left.length];
    }
  }

  private final PlaneTransform transform;
  private final KernelTransform kernels;
  private final int inputs;
  private final int outputs;
  private final int area;

  /** Either side padded to whole registers, as the inner dimension of products. */
  private final int inner;
  private final int innerOfAdjoint;

  /** Either side padded to what panels take. */
  private final int outer;
  private final int outerOfAdjoint;

  /** [input][register of outputs][tap], and [output][register of inputs][tap]. */
  private final float[] taps;
  private final float[] tapsOfAdjoint;

  /** What {@link KernelTransform#fold} gives: [piece][input][register of outputs]. */
  private final GrowingArray folded;

  /** @param folded memory for the gradients on their way, which blocks share */
  WeightSpectrum(LayerSpec.Convolution convolution, PlaneTransform transform, GrowingArray folded) {
    this.transform = transform;
    this.folded = folded;
    inputs = convolution.inputs();
    outputs = convolution.outputs();
    area = convolution.kernel() * convolution.kernel();
    kernels = new KernelTransform(transform, convolution.kernel());
    inner = Lanes.roundUp(inputs, WIDTH);
    innerOfAdjoint = Lanes.roundUp(outputs, WIDTH);
    outer = Tile.padded(outputs);
    outerOfAdjoint = Tile.padded(inputs);
    taps = new float[inputs * registers(outputs) * area * WIDTH];
    tapsOfAdjoint = new float[outputs * registers(inputs) * area * WIDTH];
  }

  private static int registers(int channels) {
    return Lanes.roundUp(channels, WIDTH) / WIDTH;
  }

  /** How many weights there are. */
  int parameters() {
    return outputs * inputs * area;
  }

  /** Number of tasks of {@link #pack}. */
  int packTasks() {
    return inputs;
  }

  /** Takes up the kernels of one input. */
  void pack(int input, float[] parameters, int offset) {
    for (int r = 0; r < registers(outputs); r++) {
      int output = r * WIDTH;
      kernels.pack(parameters, offset + (output * inputs + input) * area, Lanes.existing(output, outputs),
          inputs * area, taps, (input * registers(outputs) + r) * area * WIDTH);
    }
  }

  /** Number of tasks of {@link #packAdjoint}. */
  int adjointTasks() {
    return outputs;
  }

  /** Takes up the kernels of one output for {@link #derive}. */
  void packAdjoint(int output, float[] parameters, int offset) {
    for (int r = 0; r < registers(inputs); r++) {
      int input = r * WIDTH;
      kernels.pack(parameters, offset + (output * inputs + input) * area, Lanes.existing(input, inputs),
          area, tapsOfAdjoint, (output * registers(inputs) + r) * area * WIDTH);
    }
  }

  /** Number of tasks of {@link #multiply} and {@link #derive}. */
  int pieces() {
    return kernels.pieces();
  }

  /** Y = X W at the frequencies of a piece. */
  void multiply(int piece, int images, Spectrum x, Spectrum y, Scratch own, ComplexProducts.Scratch scratch) {
    float[] spectra = spectra(piece, taps, inputs, outer, 1, own);
    int stride = ComplexProducts.PARTS * inner * outer;
    for (int slot = 0; slot < kernels.slots(piece); slot++) {
      int frequency = kernels.frequency(piece, slot);
      if (frequency >= 0) {
        ComplexProducts.multiply(images, inner, outer, x, spectra, slot * stride, y, frequency, scratch);
      }
    }
  }

  /** The spectra of a piece of kernels with {@code channels} on the left and {@code columns}, padded, on the right. */
  private float[] spectra(int piece, float[] packed, int channels, int columns, float sign, Scratch own) {
    int rows = Lanes.roundUp(channels, WIDTH);
    int part = rows * columns;
    int stride = ComplexProducts.PARTS * part;
    float[] to = own.spectra.reserve(kernels.mostSlots() * stride);
    int registers = packed.length / (channels * area * WIDTH);
    for (int r = 0; r < columns / WIDTH; r++) {
      int panel = r * WIDTH / Tile.COLUMNS * Tile.COLUMNS;
      int width = Math.min(Tile.COLUMNS, columns - panel);
      for (int row = 0; row < rows; row++) {
        int o = panel * rows + row * width + r * WIDTH - panel;
        if (row < channels && r < registers) {
          kernels.column(piece, packed, (row * registers + r) * area * WIDTH, own.lines, own.column);
          kernels.spectra(piece, own.column, sign, to, o, stride, part);
        } else {
          clear(to, o, kernels.slots(piece) * ComplexProducts.PARTS, part);
        }
      }
    }
    return to;
  }

  private static void clear(float[] to, int o, int count, int stride) {
    for (int i = 0; i < count; i++) {
      Lanes.zero().intoArray(to, o + i * stride);
    }
  }

  /**
   * At the frequencies of a piece: dW = X^H dY, folded for {@link #gradient}, if {@code ofWeights}; then
   * dX = dY W^H in the place of X, if {@code ofInput}.
   */
  void derive(int piece, int images, Spectrum x, Spectrum dy, boolean ofWeights, boolean ofInput, Scratch own,
      ComplexProducts.Scratch scratch) {
    float[] spectra = ofInput ? spectra(piece, tapsOfAdjoint, outputs, outerOfAdjoint, -1, own) : null;
    int stride = ComplexProducts.PARTS * innerOfAdjoint * outerOfAdjoint;
    int productStride = 2 * inner * outer;
    float[] products = ofWeights ? own.products.reserve(kernels.mostSlots() * productStride) : null;
    for (int slot = 0; slot < kernels.slots(piece); slot++) {
      int frequency = kernels.frequency(piece, slot);
      if (frequency < 0) {
        if (ofWeights) {
          Arrays.fill(products, slot * productStride, (slot + 1) * productStride, 0f);
        }
        continue;
      }
      if (ofWeights) {
        ComplexProducts.multiplyTransposed(
            images, inner, outer, x, dy, frequency, products, slot * productStride, scratch);
      }
      if (ofInput) {
        ComplexProducts.multiply(
            images, innerOfAdjoint, outerOfAdjoint, dy, spectra, slot * stride, x, frequency, scratch);
      }
    }
    if (ofWeights) {
      fold(piece, products, productStride);
    }
  }

  private void fold(int piece, float[] products, int stride) {
    float[] to = folded.values();
    int o = piece * foldedStride();
    for (int input = 0; input < inputs; input++) {
      for (int r = 0; r < registers(outputs); r++) {
        kernels.fold(piece, products, 2 * (input * outer + r * WIDTH), stride, to, o);
        o += kernels.foldedLength();
      }
    }
  }

  private int foldedStride() {
    return inputs * registers(outputs) * kernels.foldedLength();
  }

  /** Makes room for what {@link #derive} folds. */
  void reserve() {
    folded.reserve(Math.multiplyExact(pieces(), foldedStride()));
  }

  /** Number of tasks of {@link #gradient}. */
  int gradientTasks() {
    return inputs;
  }

  /** After {@link #derive} of all pieces: writes the gradient of the kernels of one input. */
  void gradient(int input, float[] gradients, int offset, Scratch scratch) {
    for (int r = 0; r < registers(outputs); r++) {
      int output = r * WIDTH;
      kernels.taps(folded.values(), (input * registers(outputs) + r) * kernels.foldedLength(), foldedStride(),
          scratch.tap, gradients, offset + (output * inputs + input) * area, Lanes.existing(output, outputs),
          inputs * area);
    }
  }

  /** Number of tasks of {@link #exampleGradient} per image. */
  int exampleTasks() {
    return registers(outputs);
  }

  /** Writes one image's gradient of the kernels of a register of outputs to {@code gradients} at {@code offset}. */
  void exampleGradient(
      int task, int image, Spectrum x, Spectrum dy, float[] gradients, int offset, Scratch scratch) {
    int output = task * WIDTH;
    int length = kernels.foldedLength();
    float[] lines = scratch.spectra.reserve(pieces() * length);
    float[] products = scratch.products.reserve(kernels.mostSlots() * COMPLEX);
    collect(dy, image, output, scratch.right);
    for (int group = 0; group < inputs; group += WIDTH) {
      collect(x, image, group, scratch.left);
      for (int lane = 0; lane < Lanes.existing(group, inputs); lane++) {
        for (int piece = 0; piece < pieces(); piece++) {
          multiplyPiece(piece, scratch.left, lane, scratch.right, products);
          kernels.fold(piece, products, 0, COMPLEX, lines, piece * length);
        }
        kernels.taps(lines, 0, length, scratch.tap, gradients, offset + (output * inputs + group + lane) * area,
            Lanes.existing(output, outputs), inputs * area);
      }
    }
  }

  private void multiplyPiece(int piece, float[] left, int lane, float[] right, float[] to) {
    for (int slot = 0; slot < kernels.slots(piece); slot++) {
      int frequency = kernels.frequency(piece, slot);
      if (frequency < 0) {
        clear(to, slot * COMPLEX, 2, WIDTH);
      } else {
        multiplyConjugate(left, frequency * COMPLEX, lane, right, to, slot * COMPLEX);
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
  private static void multiplyConjugate(float[] left, int at, int lane, float[] right, float[] to, int o) {
    FloatVector a = splat(left[at + lane]), b = splat(left[at + lane + WIDTH]);
    FloatVector c = load(right, at), d = load(right, at + WIDTH);
    a.fma(c, b.mul(d)).intoArray(to, o);
    a.mul(d).sub(b.mul(c)).intoArray(to, o + WIDTH);
  }
}
