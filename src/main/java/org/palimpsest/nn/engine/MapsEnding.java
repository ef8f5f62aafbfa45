package org.palimpsest.nn.engine;

/** The last block's activated maps, (B, height, width, channels). */
final class MapsEnding implements ChainEnding {

  private final FftBlock last;
  private final ChainMemory memory;
  private final int height;
  private final int width;
  private final int channels;
  private final GrowingArray maps = new GrowingArray();
  private final Workers.Task write = this::write;
  private final Workers.Task read = this::read;
  private float[] dy;

  MapsEnding(FftBlock last, ChainMemory memory) {
    this.last = last;
    this.memory = memory;
    height = memory.transform.height;
    width = memory.transform.width;
    channels = last.outputs();
  }

  @Override
  public void reserve(int images) {
    maps.reserve(images * height * width * channels);
  }

  @Override
  public float[] forward(int batch, boolean training) {
    memory.workers.run(batch, write);
    return maps.values();
  }

  private void write(int image, int worker) {
    PlaneTransform.Scratch scratch = memory.scratch(worker).plane();
    for (int c = 0; c < channels; c += Lanes.WIDTH) {
      for (int y = 0; y < height; y++) {
        last.activation(image, c, y, scratch, 0);
        RowKernels.writeLanes(
            scratch.line, 0, maps.values(), at(image, y, c), channels, Lanes.existing(c, channels), width);
      }
    }
  }

  @Override
  public void backward(float[] dy, int batch) {
    this.dy = dy;
    memory.workers.run(batch, read);
  }

  private void read(int image, int worker) {
    PlaneTransform.Scratch scratch = memory.scratch(worker).plane();
    for (int c = 0; c < channels; c += Lanes.WIDTH) {
      for (int y = 0; y < height; y++) {
        RowKernels.readLanes(
            dy, at(image, y, c), channels, Lanes.existing(c, channels), scratch.result, 0, width);
        last.keepGradient(image, c, y, scratch, 0);
      }
    }
  }

  @Override
  public void outputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    last.outputGradient(image, channel, y, scratch, half);
  }

  private int at(int image, int y, int channel) {
    return (image * height + y) * width * channels + channel;
  }
}
