package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * Work on the maps of a batch, a few neighbouring images and a register of channels at a time. A task takes two
 * registers, whose maps share cache lines.
 */
final class Planes {

  /** What is done with channels {@code channel..channel + WIDTH - 1} of {@code images} images from {@code image} on. */
  interface Work {
    void run(int image, int images, int channel, PlaneTransform.Scratch scratch);
  }

  private static final int IMAGES = PlaneTransform.IMAGES;

  private final ChainMemory memory;
  private final int channels;
  private final Work work;
  private final Workers.Task task = this::run;
  private int batch;

  Planes(ChainMemory memory, int channels, Work work) {
    this.memory = memory;
    this.channels = channels;
    this.work = work;
  }

  void run(int batch) {
    this.batch = batch;
    memory.workers.run(blocks() * panels(), task);
  }

  private int blocks() {
    return Lanes.roundUp(batch, IMAGES) / IMAGES;
  }

  private int panels() {
    return Lanes.roundUp(channels, Spectrum.PANEL) / Spectrum.PANEL;
  }

  private void run(int task, int worker) {
    PlaneTransform.Scratch scratch = memory.scratch(worker).plane();
    int firstImage = task / panels() * IMAGES;
    int firstChannel = task % panels() * Spectrum.PANEL;
    int lastChannel = Math.min(channels, firstChannel + Spectrum.PANEL);
    int images = Math.min(IMAGES, batch - firstImage);
    for (int channel = firstChannel; channel < lastChannel; channel += Lanes.WIDTH) {
      work.run(firstImage, images, channel, scratch);
    }
  }
}
