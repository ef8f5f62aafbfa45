package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import java.util.Arrays;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.KernelProducts;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.nn.engine.vector.RealTile;

/**
 * The products of a 3x3 convolution with stride 1 and padding 1 by Winograd's algorithm F(4x4, 3x3): 36 multiplications
 * instead of 144 for 16 outputs and a pair of channels. Tiles of 6 x 6 map pixels, and kernels, are transformed
 * ({@link Tiles}), multiplied element by element, summed over channels, and transformed back.
 *
 * <p>Relative to direct convolution in double precision, results are off by 1e-6 to 2e-6 (Euclidean norms, 16 to 512
 * channels), some three times as much as by direct convolution in single precision.
 *
 * <p>Deviation: transforms add up to 36 pixels with factors up to 7, so they overflow where direct convolution need not,
 * and an Inf or NaN reaches the 16 outputs of every tile that sees it.
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks (CVPR 2016), with other points.
 */
public final class Winograd implements KernelProducts {

  private static final int TAPS = 9;

  /** Values of transformed tiles, on both sides, for the weight gradient: about, and at least for these tiles. */
  private static final int VALUES = 1 << 21;

  private static final int FEWEST_TILES = 64;

  /** Tiles of a task that transforms them. */
  private static final int STRIP = 16;

  private final int inputs;
  private final int outputs;
  private final int inner;
  private final int outer;
  private final Direction forward;
  private final Direction backward;
  private final TileScissors mapScissors;
  private final TileScissors gridScissors;
  private final Workers workers;
  private final Memory memory;
  private final int tiles;

  private float[] parameters;
  private int offset;

  // The weight gradient at work.
  private float[] maps;
  private float[] grids;
  private int first;
  private int count;
  private float[] gradients;
  private int gradientOffset;
  private int gradientStride;
  private final Workers.Task transform = this::transform;
  private final Workers.Task multiply = this::multiply;
  private final Workers.Task finish = this::finish;
  private final Workers.Task example = this::example;

  /** Of maps (height, width, inputs) and grids (height, width, outputs). */
  public Winograd(Shape map, Shape grid, Workers workers) {
    inputs = map.channels();
    outputs = grid.channels();
    inner = Lanes.roundUp(inputs, WIDTH);
    outer = Lanes.roundUp(outputs, RealTile.COLUMNS);
    forward = new Direction(map, grid, false, workers);
    backward = new Direction(grid, map, true, workers);
    mapScissors = new TileScissors(map);
    gridScissors = new TileScissors(grid);
    this.workers = workers;
    memory = Memory.of(workers);
    long values = Math.max(VALUES, (long) Tiles.ELEMENTS * inner * outer);
    tiles = (int) Math.max(FEWEST_TILES, values / (Tiles.ELEMENTS * (inner + outer)));
  }

  @Override
  public void load(float[] parameters, int offset) {
    this.parameters = parameters;
    this.offset = offset;
  }

  @Override
  public int weights() {
    return outputs * inputs * TAPS;
  }

  @Override
  public void gather(float[] maps, float[] grids, int batch) {
    forward.apply(parameters, offset, maps, grids, batch);
  }

  @Override
  public void scatter(float[] grids, float[] maps, int batch) {
    backward.apply(parameters, offset, grids, maps, batch);
  }

  @Override
  public void correlate(float[] maps, float[] grids, int batch, float[] gradients, int offset) {
    this.maps = maps;
    this.grids = grids;
    this.gradients = gradients;
    gradientOffset = offset;
    int total = Math.multiplyExact(batch, mapScissors.perImage());
    memory.products.reserve(Math.multiplyExact(Tiles.ELEMENTS, inner * outer));
    for (first = 0; first < total; first += tiles) {
      count = Math.min(tiles, total - first);
      memory.maps.reserve(count, inner);
      memory.grids.reserve(count, outer);
      workers.run((count + STRIP - 1) / STRIP, transform);
      workers.run(Tiles.ELEMENTS * (inner / WIDTH), multiply);
    }
    workers.run(Lanes.roundUp(outputs, WIDTH) / WIDTH, finish);
  }

  private void transform(int strip, int worker) {
    int end = Math.min(count, (strip + 1) * STRIP);
    transform(strip * STRIP, end, first, memory.maps, memory.grids, memory.scratch(worker));
  }

  /** Transforms tiles from..end-1 behind tile {@code first} on either side. */
  private void transform(
      int from, int end, int first, TileMatrix map, TileMatrix grid, Memory.Scratch scratch) {
    for (int channel = 0; channel < inputs; channel += WIDTH) {
      for (int tile = from; tile < end; tile++) {
        Direction.mapTile(mapScissors, maps, first + tile, channel, map, tile, scratch);
      }
    }
    for (int channel = 0; channel < outer; channel += WIDTH) {
      for (int tile = from; tile < end; tile++) {
        if (channel < outputs) {
          gridScissors.cut(grids, first + tile, channel, 0, Tiles.GRID, scratch.pixels);
        } else {
          Arrays.fill(scratch.pixels, 0f);
        }
        Tiles.grid(scratch.pixels, scratch.work, grid.values(), grid.at(tile, channel / WIDTH), grid.elementStride);
      }
    }
  }

  private void multiply(int task, int worker) {
    int element = task / (inner / WIDTH);
    int group = task % (inner / WIDTH);
    multiply(element, group, first == 0, count, memory.maps, memory.grids, memory.products.values());
  }

  /** Adds, for one element, the products of a group of map channels and all grid channels, summed over tiles. */
  private void multiply(
      int element, int group, boolean begin, int count, TileMatrix map, TileMatrix grid, float[] to) {
    int c = (element * inner + group * WIDTH) * outer;
    if (begin) {
      Arrays.fill(to, c, c + WIDTH * outer, 0f);
    }
    int a = element * map.elementStride + map.at(0, group);
    for (int column = 0; column < outer; column += RealTile.COLUMNS) {
      int b = element * grid.elementStride + grid.at(0, column / WIDTH);
      for (int row = 0; row < WIDTH; row += RealTile.ROWS) {
        RealTile.columns(count, map.values(), a + row, grid.values(), b, grid.groupStride,
            to, c + row * outer + column, outer);
      }
    }
  }

  private void finish(int register, int worker) {
    finish(register, memory.products.values(), memory.scratch(worker), gradientOffset);
  }

  /** Writes the gradients of the kernels of a register of outputs. */
  private void finish(int register, float[] products, Memory.Scratch scratch, int to) {
    int output = register * WIDTH;
    int lanes = Lanes.existing(output, outputs);
    for (int input = 0; input < inputs; input++) {
      Tiles.taps(products, input * outer + output, inner * outer, scratch.work, scratch.pixels);
      for (int lane = 0; lane < lanes; lane++) {
        int at = to + ((output + lane) * inputs + input) * TAPS;
        for (int tap = 0; tap < TAPS; tap++) {
          gradients[at + tap] = scratch.pixels[(tap / 3 * Tiles.TAP_ROW + tap % 3) * WIDTH + lane];
        }
      }
    }
  }

  @Override
  public void correlateEach(
      float[] maps, float[] grids, int first, int count, float[] to, int offset, int stride) {
    this.maps = maps;
    this.grids = grids;
    this.first = first;
    gradients = to;
    gradientOffset = offset;
    gradientStride = stride;
    workers.run(count, example);
  }

  private void example(int number, int worker) {
    Memory.Scratch scratch = memory.scratch(worker);
    int perImage = mapScissors.perImage();
    scratch.maps.reserve(perImage, inner);
    scratch.grids.reserve(perImage, outer);
    float[] products = scratch.products.reserve(Math.multiplyExact(Tiles.ELEMENTS, inner * outer));
    transform(0, perImage, (first + number) * perImage, scratch.maps, scratch.grids, scratch);
    for (int element = 0; element < Tiles.ELEMENTS; element++) {
      for (int group = 0; group < inner / WIDTH; group++) {
        multiply(element, group, true, perImage, scratch.maps, scratch.grids, products);
      }
    }
    for (int output = 0; output < outputs; output += WIDTH) {
      finish(output / WIDTH, products, scratch, gradientOffset + number * gradientStride);
    }
  }
}
