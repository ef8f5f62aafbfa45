package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import java.util.Arrays;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/**
 * A 3x3 'same' convolution one way: from maps to grids or, with kernels turned round and channels exchanged, from grids'
 * gradients to maps'. Tasks take some tiles from pixels to pixels, so that these stay in cache meanwhile.
 */
final class Direction {

  /** Values of transformed tiles, on both sides, that a task is to have about. */
  private static final int VALUES = 1 << 18;

  private static final int FEWEST_TILES = 64;
  private static final int MOST_TILES = 256;
  private static final int TAPS = 9;

  private final int inputs;
  private final int outputs;
  private final boolean turned;
  private final int inner;
  private final int outer;
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

  /** @param turned whether weights, (outputs, inputs, 3, 3) otherwise, are (inputs, outputs, 3, 3), back to front */
  Direction(Shape input, Shape output, boolean turned, Workers workers) {
    inputs = input.channels();
    outputs = output.channels();
    this.turned = turned;
    this.workers = workers;
    memory = Memory.of(workers);
    inner = Lanes.roundUp(inputs, WIDTH);
    outer = Lanes.roundUp(outputs, RealTile.COLUMNS);
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
    memory.kernels.reserve(Math.multiplyExact(Tiles.ELEMENTS, inner * outer));
    workers.run(outer / WIDTH, transformKernels);
    workers.run((total + tiles - 1) / tiles, convolve);
  }

  /** A register of outputs. */
  private void transformKernels(int register, int worker) {
    Memory.Scratch scratch = memory.scratch(worker);
    float[] kernels = memory.kernels.values();
    int first = register * WIDTH;
    int o = first / RealTile.COLUMNS * RealTile.COLUMNS * inner + first % RealTile.COLUMNS;
    for (int input = 0; input < inner; input++) {
      Arrays.fill(scratch.pixels, 0, 3 * Tiles.TAP_ROW * WIDTH, 0f);
      for (int lane = 0; input < inputs && lane < Math.min(WIDTH, outputs - first); lane++) {
        int at = offset
            + (turned ? input * outputs + first + lane : (first + lane) * inputs + input) * TAPS;
        for (int tap = 0; tap < TAPS; tap++) {
          scratch.pixels[(tap / 3 * Tiles.TAP_ROW + tap % 3) * WIDTH + lane] = parameters[at + (turned ? TAPS - 1 - tap : tap)];
        }
      }
      Tiles.kernel(scratch.pixels, scratch.work, kernels, o + input * RealTile.COLUMNS, inner * outer);
    }
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
      multiply(element, count, scratch.maps, scratch.grids);
    }
    for (int channel = 0; channel < outputs; channel += WIDTH) {
      for (int tile = 0; tile < count; tile++) {
        int at = scratch.grids.at(tile, channel / WIDTH);
        Tiles.output(scratch.grids.values(), at, scratch.grids.elementStride, scratch.work, scratch.pixels);
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

  private void multiply(int element, int count, TileMatrix left, TileMatrix product) {
    int a = element * left.elementStride;
    int c = element * product.elementStride;
    int b = element * inner * outer;
    for (int column = 0; column < outer; column += RealTile.COLUMNS) {
      for (int tile = 0; tile < count; tile += RealTile.ROWS) {
        RealTile.rows(inner, left.values(), a + tile * WIDTH, left.groupStride, memory.kernels.values(),
            b + column * inner, product.values(), c + product.at(tile, column / WIDTH), product.groupStride);
      }
    }
  }
}
