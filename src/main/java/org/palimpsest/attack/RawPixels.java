package org.palimpsest.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.data.Images;

/**
 * The images themselves in the place of features, averaged over cells of a coarse grid: what an attacker reads from
 * them is the ceiling for any that sees only a function of the grid. Coarse as it is, it shows the colour of a
 * background, and not much of a face.
 */
public final class RawPixels {

  /** Cells along the shorter side. */
  private static final int SIDE = 4;

  private RawPixels() {}

  /**
   * Features (N, rows columns channels), row-major, channels last, without a head's predictions: 4 cells along the
   * shorter side, or one a pixel if it has fewer, and along the other so many that cells are as nearly square as can
   * be. A cell is the mean over its area; a pixel on the border between two belongs to both in part.
   */
  public static Features of(Images images) {
    return of(images, SIDE);
  }

  /** @param side the number of cells along the shorter side, at least 1 */
  static Features of(Images images, int side) {
    Require.that(side >= 1, "side", "at least 1", side);
    int channels = images.channels();
    double cell = Math.max(1, Math.min(images.height(), images.width()) / (double) side);
    Parts rows = Parts.of(images.height(), (int) Math.round(images.height() / cell));
    Parts columns = Parts.of(images.width(), (int) Math.round(images.width() / cell));
    DMatrixRMaj values = new DMatrixRMaj(images.size(), rows.count() * columns.count() * channels);
    float area = (float) (rows.length() * columns.length());
    float[] pixels = new float[images.height() * images.width() * channels];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, 0);
      for (int p = 0; p < pixels.length; p++) {
        int row = p / channels / images.width();
        int column = p / channels % images.width();
        for (int r = rows.first()[row]; r <= rows.last(row); r++) {
          for (int c = columns.first()[column]; c <= columns.last(column); c++) {
            int at = (r * columns.count() + c) * channels + p % channels;
            values.data[i * values.numCols + at] += rows.share(row, r) * columns.share(column, c) * (pixels[p] / area);
          }
        }
      }
    }
    return new Features(
        values,
        null,
        IntStream.range(0, images.size()).map(images::target).toArray(),
        IntStream.range(0, images.size()).map(images::privateAttribute).toArray(),
        images.privateClasses());
  }

  /**
   * A line of pixels cut into equal parts, each at least one pixel long.
   *
   * @param count of the parts
   * @param length of a part, in pixels
   * @param first the part in which each pixel begins
   * @param inFirst how much of the pixel lies there, in (0, 1]; the rest is in the next
   */
  private record Parts(int count, double length, int[] first, double[] inFirst) {

    static Parts of(int pixels, int count) {
      int[] first = new int[pixels];
      double[] inFirst = new double[pixels];
      double length = (double) pixels / count;
      Arrays.setAll(first, pixel -> pixel * count / pixels);
      Arrays.setAll(inFirst, pixel -> Math.min(1, (first[pixel] + 1) * (double) pixels / count - pixel));
      return new Parts(count, length, first, inFirst);
    }

    int last(int pixel) {
      return inFirst[pixel] < 1 ? first[pixel] + 1 : first[pixel];
    }

    double share(int pixel, int part) {
      return part == first[pixel] ? inFirst[pixel] : 1 - inFirst[pixel];
    }
  }
}
