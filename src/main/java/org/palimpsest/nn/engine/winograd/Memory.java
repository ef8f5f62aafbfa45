package org.palimpsest.nn.engine.winograd;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.Workers;

/** Working memory of all Winograd convolutions of a team, which are at work one at a time. */
final class Memory {

  /** One worker's. */
  static final class Scratch {
    final TileMatrix maps = new TileMatrix();
    final TileMatrix grids = new TileMatrix();
    final GrowingArray kernels = new GrowingArray();
    final float[] pixels = new float[Tiles.ELEMENTS * WIDTH];
    final float[] work = new float[Tiles.ELEMENTS * WIDTH];
  }

  /** Transformed kernels, [element][panel][inner][column]. */
  final GrowingArray kernels = new GrowingArray();

  /** Of some tiles, for the weight gradient. */
  final TileMatrix maps = new TileMatrix();

  final TileMatrix grids = new TileMatrix();

  /** The weight gradient, transformed: [element][map channel][grid channel]. */
  final GrowingArray products = new GrowingArray();

  private final Scratch[] scratch;

  private Memory(int threads) {
    scratch = new Scratch[threads];
    for (int worker = 0; worker < threads; worker++) {
      scratch[worker] = new Scratch();
    }
  }

  static Memory of(Workers workers) {
    return workers.memory(Memory.class, () -> new Memory(workers.threads()));
  }

  Scratch scratch(int worker) {
    return scratch[worker];
  }
}
