package org.palimpsest.attack;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbours by Euclidean distance, in single precision. References are kept transposed in tiles, so that
 * the distances from a point to a tile are sums of scaled rows; a point's own squared norm is left out, as it changes
 * no order.
 */
final class NeighbourSearch {

  private static final int TILE = 512;
  private static final int BLOCK = 64;

  private final int size;
  private final int width;

  /** (tiles)(D)(TILE). */
  private final float[][][] tiles;

  /** Squared norms (tiles)(TILE); infinite beyond the last reference. */
  private final float[][] norms;

  /** @param references (R, D) */
  NeighbourSearch(float[][] references) {
    size = references.length;
    width = references[0].length;
    int count = (size + TILE - 1) / TILE;
    tiles = new float[count][width][TILE];
    norms = new float[count][TILE];
    for (float[] norm : norms) {
      Arrays.fill(norm, Float.POSITIVE_INFINITY);
    }
    for (int r = 0; r < size; r++) {
      float square = 0;
      for (int d = 0; d < width; d++) {
        tiles[r / TILE][d][r % TILE] = references[r][d];
        square += references[r][d] * references[r][d];
      }
      norms[r / TILE][r % TILE] = square;
    }
  }

  /**
   * The indices of the k nearest references to each point (N, k), the nearest first, the lower index of equals.
   *
   * @param points (N, D)
   * @param k at most the number of references, minus 1 if own places are left out
   * @param themselves whether the points are the references, each to be left out of its own search
   */
  int[][] nearest(float[][] points, int k, boolean themselves) {
    int[][] found = new int[points.length][];
    IntStream.range(0, (points.length + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(
            b -> {
              int from = b * BLOCK;
              int to = Math.min(points.length, from + BLOCK);
              Nearest[] nearest = new Nearest[to - from];
              Arrays.setAll(nearest, i -> new Nearest(k));
              float[] distances = new float[TILE];
              float[] factors = new float[width];
              for (int t = 0; t < tiles.length; t++) {
                for (int p = from; p < to; p++) {
                  for (int d = 0; d < width; d++) {
                    factors[d] = -2 * points[p][d];
                  }
                  System.arraycopy(norms[t], 0, distances, 0, TILE);
                  FloatRows.addProducts(distances, tiles[t], factors, width);
                  nearest[p - from].offer(distances, t * TILE, Math.min(TILE, size - t * TILE), themselves ? p : -1);
                }
              }
              for (int p = from; p < to; p++) {
                found[p] = nearest[p - from].indices;
              }
            });
    return found;
  }

  /** The k smallest of what was offered, in ascending order. */
  private static final class Nearest {

    private final float[] distances;
    private final int[] indices;
    private int count;

    Nearest(int k) {
      distances = new float[k];
      indices = new int[k];
    }

    void offer(float[] offered, int first, int number, int except) {
      int k = distances.length;
      for (int i = 0; i < number; i++) {
        if ((count < k || offered[i] < distances[k - 1]) && first + i != except) {
          int at = count < k ? count++ : k - 1;
          while (at > 0 && distances[at - 1] > offered[i]) {
            distances[at] = distances[at - 1];
            indices[at] = indices[at - 1];
            at--;
          }
          distances[at] = offered[i];
          indices[at] = first + i;
        }
      }
    }
  }
}
