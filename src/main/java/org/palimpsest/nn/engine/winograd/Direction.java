package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import java.util.Arrays;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/**
 * A 3x3 'same' convolution one way: from maps to grids or, with kernels turned round and channels exchanged, from
 * grids' gradients to maps'.
 *
 * <p>Where tiles are many, all kernels are transformed first, and tasks take some tiles from pixels to pixels, which
 * stay in cache meanwhile. Where channels are many and tiles few, it is the other way round: all tiles are transformed
 * first, and tasks take the kernels of a panel of outputs, since transformed kernels are four times as large as
 * parameters.
 */
final class Direction {

  /** Values of transformed tiles, on both sides, that a task is to have about. */
  private static final int VALUES = 1 << 18;

  private static final int FEWEST_TILES = 64;
  private static final int MOST_TILES = 256;
  private static final int TAPS = 9;

  /** Tiles are few while they have at most so many values an element and there are so many panels of outputs. */
  static final int FEW_VALUES = 1 << 16;

  private static final int FEWEST_PANELS = 4;

  /** Tiles of a task that only transforms. */
  private static final int STRIP = 16;

  private final int inputs;
  private final int outputs;
  private final boolean turned;
  private final int fewValues;
  private final int inner;
  private final int outer;

  /** From the kernels of one element to the next. */
  private final int elementStride;

  private final int tiles;
  private final TileScissors from;
  private final TileScissors to;
  private final Workers workers;
  private final Memory memory;

  private float[] parameters;
  private int offset;
  private float[] x;
  private float[] y;
  private int total;
  private final Workers.Task transformKernels = this::transformKernels;
  private final Workers.Task convolve = this::convolve;
  private final Workers.Task transformTiles = this::transformTiles;
  private final Workers.Task convolvePanel = this::convolvePanel;

  /**
   * @param turned whether weights, (outputs, inputs, 3, 3) otherwise, are (inputs, outputs, 3, 3), back
   *     to front
   * @param fewValues up to which tiles are few
   */
  Direction(Shape input, Shape output, boolean turned, int fewValues, Workers workers) {
    this.fewValues = fewValues;
    inputs = input.channels();
    outputs = output.channels();
    this.turned = turned;
    this.workers = workers;
    memory = Memory.of(workers);
    inner = Lanes.roundUp(inputs, WIDTH);
    outer = Lanes.roundUp(outputs, RealTile.COLUMNS);
    elementStride = Math.addExact(Math.multiplyExact(inner, outer), TileMatrix.GAP);
    from = new TileScissors(input);
    to = new TileScissors(output);
    int fitting = VALUES / (Tiles.ELEMENTS * (inner + outer)) / RealTile.ROWS * RealTile.ROWS;
    tiles = Math.max(FEWEST_TILES, Math.min(MOST_TILES, fitting));
  }

  void apply(float[] parameters, int offset, float[] x, float[] y, int batch) {
    this.parameters = parameters;
    this.offset = offset;
    this.x = x;
    this.y = y;
    total = Math.multiplyExact(batch, from.perImage());
    if ((long) total * inner <= fewValues && outer >= FEWEST_PANELS * RealTile.COLUMNS) {
      memory.maps.reserve(total, inner);
      workers.run((total + STRIP - 1) / STRIP, transformTiles);
      workers.run(outer / RealTile.COLUMNS, convolvePanel);
    } else {
      memory.kernels.reserve(Math.multiplyExact(Tiles.ELEMENTS, elementStride));
      workers.run(outer / WIDTH, transformKernels);
      workers.run((total + tiles - 1) / tiles, convolve);
    }
  }

  /** A register of outputs. */
  private void transformKernels(int register, int worker) {
    int first = register * WIDTH;
    int o = first / RealTile.COLUMNS * RealTile.COLUMNS * inner + first % RealTile.COLUMNS;
    transformKernels(first, memory.kernels.values(), o, elementStride, memory.scratch(worker));
  }

  /** Writes kernels of {@code WIDTH} outputs: element e of input i at {@code to[o + i COLUMNS + e stride]}. */
  private void transformKernels(int first, float[] to, int o, int stride, Memory.Scratch scratch) {
    int lanes = Math.min(WIDTH, outputs - first);
    for (int input = 0; input < inner; input++) {
      Arrays.fill(scratch.pixels, 0, 3 * Tiles.TAP_ROW * WIDTH, 0f);
      for (int lane = 0; input < inputs && lane < lanes; lane++) {
        takeTaps(input, first + lane, scratch.pixels, lane);
      }
      Tiles.kernel(scratch.pixels, scratch.work, to, o + input * RealTile.COLUMNS, stride);
    }
  }

  private void takeTaps(int input, int output, float[] to, int lane) {
    int at = offset + (turned ? input * outputs + output : output * inputs + input) * TAPS;
    int step = turned ? -1 : 1;
    at += turned ? TAPS - 1 : 0;
    for (int row = 0; row < 3; row++) {
      int o = row * Tiles.TAP_ROW * WIDTH + lane;
      to[o] = parameters[at];
      to[o + WIDTH] = parameters[at + step];
      to[o + 2 * WIDTH] = parameters[at + 2 * step];
      at += 3 * step;
    }
  }

  private void transformTiles(int strip, int worker) {
    Memory.Scratch scratch = memory.scratch(worker);
    for (int channel = 0; channel < inputs; channel += WIDTH) {
      for (int tile = strip * STRIP; tile < Math.min(total, (strip + 1) * STRIP); tile++) {
        mapTile(from, x, tile, channel, memory.maps, tile, scratch);
      }
    }
  }

  private void convolvePanel(int panel, int worker) {
    Memory.Scratch scratch = memory.scratch(worker);
    int first = panel * RealTile.COLUMNS;
    int stride = inner * RealTile.COLUMNS + TileMatrix.GAP;
    float[] kernels = scratch.kernels.reserve(Math.multiplyExact(Tiles.ELEMENTS, stride));
    transformKernels(first, kernels, 0, stride, scratch);
    transformKernels(first + WIDTH, kernels, WIDTH, stride, scratch);
    scratch.grids.reserve(total, RealTile.COLUMNS);
    for (int element = 0; element < Tiles.ELEMENTS; element++) {
      multiply(element, total, memory.maps, kernels, element * stride, scratch.grids, 0);
    }
    outputTiles(first, Math.min(outputs, first + RealTile.COLUMNS), 0, total, scratch);
  }

  private void convolve(int task, int worker) {
    Memory.Scratch scratch = memory.scratch(worker);
    int first = task * tiles;
    int count = Math.min(tiles, total - first);
    scratch.maps.reserve(tiles, inner);
    scratch.grids.reserve(tiles, outer);
    for (int channel = 0; channel < inputs; channel += WIDTH) {
      for (int tile = 0; tile < count; tile++) {
        mapTile(from, x, first + tile, channel, scratch.maps, tile, scratch);
      }
    }
    for (int element = 0; element < Tiles.ELEMENTS; element++) {
      for (int column = 0; column < outer; column += RealTile.COLUMNS) {
        multiply(element, count, scratch.maps, memory.kernels.values(), element * elementStride + column * inner,
            scratch.grids, column / WIDTH);
      }
    }
    outputTiles(0, outputs, first, count, scratch);
  }

  /** Writes channels from..end-1 of {@code count} tiles from {@code first} on. */
  private void outputTiles(int from, int end, int first, int count, Memory.Scratch scratch) {
    TileMatrix products = scratch.grids;
    for (int channel = from; channel < end; channel += WIDTH) {
      for (int tile = 0; tile < count; tile++) {
        int at = products.at(tile, (channel - from) / WIDTH);
        Tiles.output(products.values(), at, products.elementStride, scratch.work, scratch.pixels);
        to.paste(scratch.pixels, y, first + tile, channel);
      }
    }
  }

  /** Transforms the 6 x 6 pixels that a tile of the grid sees, to the tile's place {@code number}. */
  static void mapTile(
      TileScissors scissors, float[] x, int tile, int channel, TileMatrix to, int number, Memory.Scratch scratch) {
    scissors.cut(x, tile, channel, 1, Tiles.MAP, scratch.pixels);
    Tiles.map(scratch.pixels, to.values(), to.at(number, channel / WIDTH), to.elementStride);
  }

  /** One element of {@code count} tiles times a panel of kernels, to two groups of the product. */
  private void multiply(
      int element, int count, TileMatrix left, float[] kernels, int b, TileMatrix product, int group) {
    int a = element * left.elementStride;
    int c = element * product.elementStride;
    for (int tile = 0; tile < count; tile += RealTile.ROWS) {
      RealTile.rows(inner, left.values(), a + tile * WIDTH, left.groupStride, kernels, b,
          product.values(), c + product.at(tile, group), product.groupStride);
    }
  }
}
