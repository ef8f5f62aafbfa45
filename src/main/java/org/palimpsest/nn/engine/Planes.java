package org.palimpsest.nn.engine;

/**
 * Work on the maps of a batch, image by image and eight channels at a time. A task takes some neighbouring
 * images, whose spectra share memory pages, and two groups of channels, whose maps share cache lines.
 */
final class Planes {

  /** What is done with channels {@code channel..channel+7} of an image. */
  interface Work {
    void run(int image, int channel, PlaneTransform.Scratch scratch);
  }

  private static final int IMAGES = 16;

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
    for (int image = firstImage; image < Math.min(batch, firstImage + IMAGES); image++) {
      for (int channel = firstChannel; channel < lastChannel; channel += Lanes.WIDTH) {
        work.run(image, channel, scratch);
      }
    }
  }
}
