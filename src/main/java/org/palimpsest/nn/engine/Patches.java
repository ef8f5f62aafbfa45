package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.palimpsest.data.Shape;

/**
 * {@link KernelProducts} of any kernel as products of matrices, by BLAS.
 *
 * <p>P is made a tile at a time: some grid rows of one image or, where maps are small, all rows of some images. A tile
 * stays in the processor's cache, unless that would leave its products too few rows to be fast. Tiles are shared out
 * to the workers; weight gradients are summed over blocks of images. The batch alone decides how it is divided.
 */
final class Patches implements KernelProducts {

  private static final int TILE_VALUES = 1 << 18;
  private static final int FEWEST_CELLS = 256;
  private static final int BLOCKS = 16;

  private final Shape map;
  private final Shape grid;
  private final int kernel;
  private final Workers workers;

  /** Values the kernel sees at once. */
  private final int window;

  private final int tileRows;

  /** At most; more than one only if a tile has all rows. */
  private final int tileImages;

  private final boolean pointwise;
  private final PatchScissors scissors;
  private final Scratch[] scratch;
  private final float[] packed;
  private final FloatPointer weights;
  private float[][] partials = {};

  Patches(Shape map, Shape grid, int kernel, int stride, int padding, Workers workers) {
    this.map = map;
    this.grid = grid;
    this.kernel = kernel;
    this.workers = workers;
    window = kernel * kernel * map.channels();
    int cells = Math.max(FEWEST_CELLS, TILE_VALUES / Math.max(window, grid.channels()));
    tileRows = evenly(grid.height(), Math.max(1, cells / grid.width()));
    tileImages = Math.max(1, cells / grid.area());
    pointwise = kernel == 1 && stride == 1 && padding == 0;
    scissors = new PatchScissors(map, grid, kernel, stride, padding);
    scratch = new Scratch[workers.threads()];
    packed = new float[grid.channels() * window];
    weights = new FloatPointer(packed.length);
  }

  /** The size of the parts, but for a smaller last one, when {@code whole} is divided into the fewest of the size. */
  private static int evenly(int whole, int largest) {
    int parts = (whole + largest - 1) / largest;
    return (whole + parts - 1) / parts;
  }

  /** One worker's memory. */
  private final class Scratch {
    final int cells = tileImages * tileRows * grid.width();
    final float[] patches = new float[pointwise ? 0 : cells * window];
    final FloatPointer patchMatrix = new FloatPointer((long) cells * window);
    final FloatPointer gridMatrix = new FloatPointer((long) cells * grid.channels());
    final FloatPointer gradient = new FloatPointer(packed.length);
    final float[] unordered = new float[packed.length];
    final double[] sums = new double[window];
  }

  private Scratch scratch(int worker) {
    if (scratch[worker] == null) {
      scratch[worker] = new Scratch();
    }
    return scratch[worker];
  }

  @Override
  public void load(float[] parameters, int offset) {
    int area = kernel * kernel;
    int channels = map.channels();
    if (area == 1) {
      weights.put(parameters, offset, packed.length);
      return;
    }
    for (int n = 0; n < grid.channels(); n++) {
      int row = n * window;
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < area; k++) {
          packed[row + k * channels + c] = parameters[offset + row + c * area + k];
        }
      }
    }
    weights.put(packed, 0, packed.length);
  }

  @Override
  public int weights() {
    return packed.length;
  }

  @Override
  public void gather(float[] maps, float[] grids, int batch) {
    tiles(
        batch,
        (image, images, row, s) -> {
          int cells = cells(images, row);
          cut(maps, image, images, row, s);
          Blas.productTransposed(cells, grid.channels(), window, s.patchMatrix, weights, 0f, s.gridMatrix);
          s.gridMatrix.get(grids, gridOffset(image, row), cells * grid.channels());
        });
  }

  @Override
  public void scatter(float[] grids, float[] maps, int batch) {
    tiles(
        batch,
        (image, images, row, s) -> {
          if (row == 0) {
            Arrays.fill(maps, image * map.volume(), (image + images) * map.volume(), 0f);
          }
          int cells = cells(images, row);
          s.gridMatrix.put(grids, gridOffset(image, row), cells * grid.channels());
          Blas.product(cells, window, grid.channels(), s.gridMatrix, weights, 0f, s.patchMatrix);
          paste(maps, image, images, row, s);
        });
  }

  /** Something done to the tile of {@code images} images from {@code image} on that starts at grid row {@code row}. */
  private interface Tiled {
    void run(int image, int images, int row, Scratch scratch);
  }

  /** Runs the tiles of an image in order and images in parallel. */
  private void tiles(int batch, Tiled tile) {
    int size = Math.min(tileImages, (batch + BLOCKS - 1) / BLOCKS);
    workers.run(
        (batch + size - 1) / size,
        (task, worker) -> tiles(task * size, Math.min(size, batch - task * size), scratch(worker), tile));
  }

  private void tiles(int image, int images, Scratch scratch, Tiled tile) {
    for (int row = 0; row < grid.height(); row += tileRows) {
      tile.run(image, images, row, scratch);
    }
  }

  @Override
  public void correlate(float[] maps, float[] grids, int batch, float[] gradients, int offset) {
    int blocks = Math.min(batch, BLOCKS);
    if (partials.length < blocks) {
      partials = new float[blocks][packed.length];
    }
    workers.run(
        blocks,
        (block, worker) -> {
          Scratch s = scratch(worker);
          s.gradient.zero();
          int end = (int) ((long) batch * (block + 1) / blocks);
          for (int image = (int) ((long) batch * block / blocks); image < end; image += tileImages) {
            correlate(maps, grids, image, Math.min(tileImages, end - image), s);
          }
          s.gradient.get(partials[block], 0, packed.length);
        });
    workers.run(grid.channels(), (n, worker) -> total(n, blocks, gradients, offset, scratch(worker).sums));
  }

  @Override
  public void correlateEach(float[] maps, float[] grids, int first, int count, float[] to, int offset, int stride) {
    workers.run(
        count,
        (i, worker) -> {
          Scratch s = scratch(worker);
          s.gradient.zero();
          correlate(maps, grids, first + i, 1, s);
          s.gradient.get(s.unordered, 0, packed.length);
          reorder(s.unordered, to, offset + i * stride);
        });
  }

  /** {@code s.gradient += grid' P} for some images. */
  private void correlate(float[] maps, float[] grids, int first, int count, Scratch scratch) {
    tiles(
        first,
        count,
        scratch,
        (image, images, row, s) -> {
          int cells = cells(images, row);
          cut(maps, image, images, row, s);
          s.gridMatrix.put(grids, gridOffset(image, row), cells * grid.channels());
          Blas.transposedProduct(grid.channels(), window, cells, s.gridMatrix, s.patchMatrix, 1f, s.gradient);
        });
  }

  /** From (grid channels, kernel, kernel, map channels) to the order of {@link #load}. */
  private void reorder(float[] from, float[] to, int offset) {
    int area = kernel * kernel;
    int channels = map.channels();
    for (int row = 0; row < packed.length; row += window) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < area; k++) {
          to[offset + row + c * area + k] = from[row + k * channels + c];
        }
      }
    }
  }

  private void total(int n, int blocks, float[] gradients, int offset, double[] sums) {
    int area = kernel * kernel;
    int channels = map.channels();
    int row = n * window;
    Arrays.fill(sums, 0);
    for (int block = 0; block < blocks; block++) {
      float[] partial = partials[block];
      for (int i = 0; i < window; i++) {
        sums[i] += partial[row + i];
      }
    }
    for (int k = 0; k < area; k++) {
      for (int c = 0; c < channels; c++) {
        gradients[offset + row + c * area + k] = (float) sums[k * channels + c];
      }
    }
  }

  /** Behind the last row of the tile that starts at {@code row}. */
  private int rowsEnd(int row) {
    return Math.min(row + tileRows, grid.height());
  }

  private int cells(int images, int row) {
    return images * (rowsEnd(row) - row) * grid.width();
  }

  private int gridOffset(int image, int row) {
    return (image * grid.height() + row) * grid.width() * grid.channels();
  }

  /** Fills the patch matrix of a tile. */
  private void cut(float[] maps, int image, int images, int row, Scratch s) {
    int cells = cells(images, row);
    if (pointwise) {
      s.patchMatrix.put(maps, mapOffset(image, row), cells * window);
      return;
    }
    scissors.cut(maps, image, images, row, rowsEnd(row), s.patches);
    s.patchMatrix.put(s.patches, 0, cells * window);
  }

  /** Adds the patch matrix of a tile to the maps it was cut from. */
  private void paste(float[] maps, int image, int images, int row, Scratch s) {
    int cells = cells(images, row);
    if (pointwise) {
      s.patchMatrix.get(maps, mapOffset(image, row), cells * window);
      return;
    }
    s.patchMatrix.get(s.patches, 0, cells * window);
    scissors.paste(s.patches, maps, image, images, row, rowsEnd(row));
  }

  /** Where a grid row lies in the maps of a pointwise kernel. */
  private int mapOffset(int image, int row) {
    return (image * map.height() + row) * map.width() * map.channels();
  }
}
