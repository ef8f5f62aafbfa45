package org.palimpsest.nn.engine;

import java.util.Arrays;

/**
 * Two sums per channel over the pixels of a batch, in double precision. The pixels are cut into blocks that
 * depend on their number alone, and the blocks' sums are added in order.
 */
final class ChannelSums {

  private static final int BLOCKS = 32;

  /** Adds what the pixels from..to-1 contribute. */
  interface Pixels {
    void add(int from, int to, double[] first, double[] second);
  }

  private final Workers workers;
  private final double[][] firsts;
  private final double[][] seconds;

  /** The results of the latest {@link #run}. */
  final double[] first;

  final double[] second;

  ChannelSums(int channels, Workers workers) {
    this.workers = workers;
    firsts = new double[BLOCKS][channels];
    seconds = new double[BLOCKS][channels];
    first = new double[channels];
    second = new double[channels];
  }

  void run(int pixels, Pixels body) {
    workers.run(
        BLOCKS,
        (block, worker) -> {
          Arrays.fill(firsts[block], 0);
          Arrays.fill(seconds[block], 0);
          body.add(cut(pixels, block), cut(pixels, block + 1), firsts[block], seconds[block]);
        });
    Arrays.fill(first, 0);
    Arrays.fill(second, 0);
    for (int block = 0; block < BLOCKS; block++) {
      for (int c = 0; c < first.length; c++) {
        first[c] += firsts[block][c];
        second[c] += seconds[block][c];
      }
    }
  }

  private static int cut(int pixels, int block) {
    return (int) ((long) pixels * block / BLOCKS);
  }
}
