package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;

/** What the blocks of a chain share: its workers with their scratch memory, and arrays never in use at once. */
final class ChainMemory {

  /** One worker's. */
  record WorkerScratch(
      PlaneTransform.Scratch plane, WeightSpectrum.Scratch weights, ComplexProducts.Scratch products) {}

  final Workers workers;
  final PlaneTransform transform;

  /** Y^ and dY^ of the block at work. */
  final GrowingArray outputs = new GrowingArray();

  /** dz of the block at work: (batch, height, width, padded channels). */
  final GrowingArray gradients = new GrowingArray();

  /** The weight gradient of the block at work on its way from dW^. */
  final GrowingArray folded = new GrowingArray();

  private final WorkerScratch[] scratch;

  /**
   * @param channels the most that any block has on either side
   * @param kernel the largest of any block
   */
  ChainMemory(Workers workers, PlaneTransform transform, int channels, int kernel) {
    this.workers = workers;
    this.transform = transform;
    int padded = Lanes.roundUp(channels, Tile.COLUMNS);
    scratch = new WorkerScratch[workers.threads()];
    for (int worker = 0; worker < scratch.length; worker++) {
      PlaneTransform.Scratch plane = transform.new Scratch();
      scratch[worker] = new WorkerScratch(
          plane, new WeightSpectrum.Scratch(transform, kernel), new ComplexProducts.Scratch(padded));
    }
  }

  WorkerScratch scratch(int worker) {
    return scratch[worker];
  }
}
