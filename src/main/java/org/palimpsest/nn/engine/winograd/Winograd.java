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
 * <p>Relative to direct convolution in double precision, outputs are off by 5e-7 to 2.3e-6 (Euclidean norms, 16 to 512
 * channels), gradients of weights by 4e-7 to 1.4e-6, direct convolution in single precision by 1e-7 to 3e-7.
 *
 * <p>Deviation: transforms add up to 36 pixels with factors up to 7, so they overflow where direct convolution need
 * not, and an Inf or NaN reaches the 16 outputs of every tile that sees it. No image's values reach another image.
 *
 * <p>Source: Lavin and Gray, Fast algorithms for convolutional neural networks (CVPR 2016), with other points.
 */
public final class Winograd implements KernelProducts {

  private static final int TAPS = 9;

  /**
   * Values of transformed tiles, on both sides: up to the first all at once; beyond, as many at a time as the second or
   * as transformed gradients of kernels have, which are added to each time.
   */
  private static final int ALL_VALUES = 12 << 20;

  private static final int SOME_VALUES = 1 << 21;

  /** Tiles whose products are summed by themselves before they are added to the rest, for the sake of precision. */
  private static final int SUMMED = 128;

  /** Map channels of a task of products. */
  private static final int BLOCK = 64;

  /** Tiles of a task that transforms them. */
  private static final int STRIP = 16;

  private final int inputs;
  private final int outputs;
  private final int inner;
  private final int outer;

  /** From the gradients of one element of kernels to the next. */
  private final int elementStride;

  private final Direction forward;
  private final Direction backward;
  private final TileScissors mapScissors;
  private final TileScissors gridScissors;
  private final Workers workers;
  private final Memory memory;
  private final int tiles;
  private final int allValues;

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
  private final Workers.Task transform = this::transformStrip;
  private final Workers.Task multiply = this::multiply;
  private final Workers.Task finish = this::finish;
  private final Workers.Task derive = this::derive;
  private final Workers.Task example = this::example;

  /** Of maps (height, width, inputs) and grids (height, width, outputs). */
  public Winograd(Shape map, Shape grid, Workers workers) {
    this(map, grid, workers, Direction.FEW_VALUES, ALL_VALUES);
  }

  /** With bounds of its own on what counts as few tiles, and on what is worked on at once, for tests. */
  Winograd(Shape map, Shape grid, Workers workers, int fewValues, int allValues) {
    this.allValues = allValues;
    inputs = map.channels();
    outputs = grid.channels();
    inner = Lanes.roundUp(inputs, WIDTH);
    outer = Lanes.roundUp(outputs, RealTile.COLUMNS);
    elementStride = Math.addExact(Math.multiplyExact(inner, outer), TileMatrix.GAP);
    forward = new Direction(map, grid, false, fewValues, workers);
    backward = new Direction(grid, map, true, fewValues, workers);
    mapScissors = new TileScissors(map);
    gridScissors = new TileScissors(grid);
    this.workers = workers;
    memory = Memory.of(workers);
    long values = Math.max(SOME_VALUES, (long) Tiles.ELEMENTS * inner * outer);
    int fitting = (int) (values / (Tiles.ELEMENTS * (inner + outer)));
    tiles = Math.max(SUMMED, fitting / SUMMED * SUMMED);
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
    if ((long) Tiles.ELEMENTS * total * (inner + outer) <= allValues) {
      transform(0, total);
      workers.run(tasks(), derive);
      return;
    }
    memory.products.reserve(Math.multiplyExact(Tiles.ELEMENTS, elementStride));
    for (int from = 0; from < total; from += tiles) {
      transform(from, Math.min(tiles, total - from));
      workers.run(Tiles.ELEMENTS * (inner / WIDTH), multiply);
    }
    workers.run(Lanes.roundUp(outputs, WIDTH) / WIDTH, finish);
  }

  /** Transforms some tiles on either side. */
  private void transform(int first, int count) {
    this.first = first;
    this.count = count;
    memory.maps.reserve(count, inner);
    memory.grids.reserve(count, outer);
    workers.run((count + STRIP - 1) / STRIP, transform);
  }

  private void transformStrip(int strip, int worker) {
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
    float[] to = memory.products.values();
    int c = element * elementStride + group * WIDTH * outer;
    if (first == 0) {
      Arrays.fill(to, c, c + WIDTH * outer, 0f);
    }
    for (int column = 0; column < outer; column += RealTile.COLUMNS) {
      multiply(element, group * WIDTH, WIDTH, column, count, memory.maps, memory.grids,
          memory.scratch(worker).pixels, to, c + column, outer);
    }
  }

  /** Adds, for one element, the products of some map channels and a panel of grid channels, summed over tiles. */
  private static void multiply(int element, int channel, int rows, int column, int count, TileMatrix map,
      TileMatrix grid, float[] hold, float[] to, int c, int stride) {
    int b = element * grid.elementStride + grid.at(0, column / WIDTH);
    for (int row = 0; row < rows; row += RealTile.ROWS) {
      int a = element * map.elementStride + map.at(0, (channel + row) / WIDTH) + (channel + row) % WIDTH;
      for (int tile = 0; tile < count; tile += SUMMED) {
        int o = tile * WIDTH;
        Arrays.fill(hold, 0, RealTile.ROWS * RealTile.COLUMNS, 0f);
        RealTile.columns(Math.min(SUMMED, count - tile), map.values(), a + o, grid.values(), b + o, grid.groupStride,
            hold, 0, RealTile.COLUMNS);
        add(hold, to, c + row * stride, stride);
      }
    }
  }

  private static void add(float[] hold, float[] to, int c, int stride) {
    for (int o = 0; o < RealTile.ROWS * RealTile.COLUMNS; o += RealTile.COLUMNS) {
      Lanes.load(hold, o).add(Lanes.load(to, c)).intoArray(to, c);
      Lanes.load(hold, o + WIDTH).add(Lanes.load(to, c + WIDTH)).intoArray(to, c + WIDTH);
      c += stride;
    }
  }

  /** A register of outputs. */
  private void finish(int register, int worker) {
    int output = register * WIDTH;
    finish(0, inputs, output, memory.products.values(), output, outer, elementStride, memory.scratch(worker),
        gradientOffset);
  }

  /** Tasks of {@link #derive}: blocks of map channels and panels of grid channels. */
  private int tasks() {
    return (inner + BLOCK - 1) / BLOCK * (outer / RealTile.COLUMNS);
  }

  private void derive(int task, int worker) {
    derive(task, count, memory.maps, memory.grids, memory.scratch(worker), gradientOffset);
  }

  /** Sums products over all tiles, and makes gradients of them. */
  private void derive(int task, int count, TileMatrix map, TileMatrix grid, Memory.Scratch scratch, int to) {
    int column = task % (outer / RealTile.COLUMNS) * RealTile.COLUMNS;
    int channel = task / (outer / RealTile.COLUMNS) * BLOCK;
    int rows = Math.min(BLOCK, inner - channel);
    int stride = rows * RealTile.COLUMNS + TileMatrix.GAP;
    float[] products = scratch.kernels.reserve(Tiles.ELEMENTS * stride);
    Arrays.fill(products, 0, Tiles.ELEMENTS * stride, 0f);
    for (int element = 0; element < Tiles.ELEMENTS; element++) {
      multiply(element, channel, rows, column, count, map, grid, scratch.pixels, products, element * stride,
          RealTile.COLUMNS);
    }
    for (int half = 0; half < RealTile.COLUMNS && column + half < outputs; half += WIDTH) {
      finish(channel, Math.min(inputs, channel + rows), column + half, products, half, RealTile.COLUMNS, stride,
          scratch, to);
    }
  }

  /**
   * Writes the gradients of the kernels of inputs from..end-1 and a register of outputs.
   *
   * @param products element e of input i at {@code products[at + (i - from) rowStride + e stride]}
   */
  private void finish(int from, int end, int output, float[] products, int at, int rowStride, int stride,
      Memory.Scratch scratch, int to) {
    int lanes = Lanes.existing(output, outputs);
    for (int input = from; input < end; input++) {
      Tiles.taps(products, at + (input - from) * rowStride, stride, scratch.work, scratch.pixels);
      for (int lane = 0; lane < lanes; lane++) {
        putTaps(scratch.pixels, lane, to + ((output + lane) * inputs + input) * TAPS);
      }
    }
  }

  private void putTaps(float[] taps, int lane, int at) {
    for (int row = 0; row < 3; row++) {
      int o = row * Tiles.TAP_ROW * WIDTH + lane;
      gradients[at + 3 * row] = taps[o];
      gradients[at + 3 * row + 1] = taps[o + WIDTH];
      gradients[at + 3 * row + 2] = taps[o + 2 * WIDTH];
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
    transform(0, perImage, (first + number) * perImage, scratch.maps, scratch.grids, scratch);
    for (int task = 0; task < tasks(); task++) {
      derive(task, perImage, scratch.maps, scratch.grids, scratch, gradientOffset + number * gradientStride);
    }
  }
}
