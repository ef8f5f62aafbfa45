package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.data.Shape;

/** Copies between maps and what a kernel sees of them: a row of (kernel, kernel, channels) for each grid cell. */
final class PatchScissors {

  private final Shape map;
  private final Shape grid;
  private final int kernel;
  private final int stride;
  private final int padding;

  PatchScissors(Shape map, Shape grid, int kernel, int stride, int padding) {
    this.map = map;
    this.grid = grid;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  /** Fills {@code patches} with those of grid rows {@code row..end-1} of some images, zeros outside the maps. */
  void cut(float[] maps, int image, int images, int row, int end, float[] patches) {
    int to = 0;
    for (int i = image; i < image + images; i++) {
      for (int gy = row; gy < end; gy++) {
        for (int gx = 0; gx < grid.width(); gx++) {
          for (int ky = 0; ky < kernel; ky++) {
            cutRow(maps, i * map.volume(), gy * stride - padding + ky, gx * stride - padding, patches, to);
            to += kernel * map.channels();
          }
        }
      }
    }
  }

  /** Adds {@code patches} to where {@link #cut} takes them from. */
  void paste(float[] patches, float[] maps, int image, int images, int row, int end) {
    int from = 0;
    for (int i = image; i < image + images; i++) {
      for (int gy = row; gy < end; gy++) {
        for (int gx = 0; gx < grid.width(); gx++) {
          for (int ky = 0; ky < kernel; ky++) {
            pasteRow(patches, from, maps, i * map.volume(), gy * stride - padding + ky, gx * stride - padding);
            from += kernel * map.channels();
          }
        }
      }
    }
  }

  /** Copies kernel pixels of map row y from column x on, zeros where they lie outside. */
  private void cutRow(float[] maps, int base, int y, int x, float[] patches, int to) {
    int channels = map.channels();
    int end = to + kernel * channels;
    if (y < 0 || y >= map.height()) {
      Arrays.fill(patches, to, end, 0f);
      return;
    }
    int first = Math.max(0, -x);
    int last = Math.max(first, Math.min(kernel, map.width() - x));
    Arrays.fill(patches, to, to + first * channels, 0f);
    Arrays.fill(patches, to + last * channels, end, 0f);
    int from = base + (y * map.width() + x + first) * channels;
    System.arraycopy(maps, from, patches, to + first * channels, (last - first) * channels);
  }

  private void pasteRow(float[] patches, int from, float[] maps, int base, int y, int x) {
    if (y < 0 || y >= map.height()) {
      return;
    }
    int channels = map.channels();
    int first = Math.max(0, -x);
    int last = Math.max(first, Math.min(kernel, map.width() - x));
    int source = from + first * channels;
    int to = base + (y * map.width() + x + first) * channels;
    int length = (last - first) * channels;
    for (int i = 0; i < length; i++) {
      maps[to + i] += patches[source + i];
    }
  }
}
