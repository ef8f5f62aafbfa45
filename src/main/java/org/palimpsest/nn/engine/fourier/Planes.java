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
  private static final int PANEL = Tile.COLUMNS;

  private final ChainMemory memory;
  private final int channels;
  private final Work work;
  private final Workers.Task task = this::run;
  private Workers.Task first;
  private int firstTasks;
  private int batch;

  Planes(ChainMemory memory, int channels, Work work) {
    this.memory = memory;
    this.channels = channels;
    this.work = work;
  }

  void run(int batch) {
    run(batch, 0, null);
  }

  /** Does some other tasks in the same run. */
  void run(int batch, int tasks, Workers.Task other) {
    this.batch = batch;
    first = other;
    firstTasks = tasks;
    memory.workers.run(tasks + blocks() * panels(), task);
  }

  private int blocks() {
    return Lanes.roundUp(batch, IMAGES) / IMAGES;
  }

  private int panels() {
    return Lanes.roundUp(channels, PANEL) / PANEL;
  }

  private void run(int number, int worker) {
    if (number < firstTasks) {
      first.run(number, worker);
      return;
    }
    int task = number - firstTasks;
    PlaneTransform.Scratch scratch = memory.scratch(worker).plane();
    int firstImage = task / panels() * IMAGES;
    int firstChannel = task % panels() * PANEL;
    int lastChannel = Math.min(channels, firstChannel + PANEL);
    int images = Math.min(IMAGES, batch - firstImage);
    for (int channel = firstChannel; channel < lastChannel; channel += Lanes.WIDTH) {
      work.run(firstImage, images, channel, scratch);
    }
  }
}
