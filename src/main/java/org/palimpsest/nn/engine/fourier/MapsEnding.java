package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.fourier.FftChain.ChainEnding;
import org.palimpsest.nn.engine.vector.Lanes;

/** The last block's activated maps, (B, height, width, channels). */
final class MapsEnding implements ChainEnding {

  private final FftBlock last;
  private final int height;
  private final int width;
  private final int channels;
  private final GrowingArray maps = new GrowingArray();
  private final Planes writing;
  private final Planes reading;
  private float[] dy;

  MapsEnding(FftBlock last, ChainMemory memory) {
    this.last = last;
    height = memory.transform.height;
    width = memory.transform.width;
    channels = last.outputs();
    writing = new Planes(memory, channels, this::write);
    reading = new Planes(memory, channels, this::read);
  }

  @Override
  public void reserve(int images) {
    maps.reserve(images * height * width * channels);
  }

  @Override
  public float[] forward(int batch, boolean training) {
    writing.run(batch);
    return maps.values();
  }

  private void write(int image, int images, int channel, PlaneTransform.Scratch scratch) {
    for (int i = image; i < image + images; i++) {
      write(i, channel, scratch);
    }
  }

  private void write(int image, int channel, PlaneTransform.Scratch scratch) {
    int lanes = Lanes.existing(channel, channels);
    for (int y = 0; y < height; y++) {
      last.activation(image, channel, y, scratch, 0);
      RowKernels.writeLanes(scratch.line, 0, maps.values(), at(image, y, channel), channels, lanes, width);
    }
  }

  @Override
  public void backward(float[] dy, int batch) {
    this.dy = dy;
    reading.run(batch);
  }

  private void read(int image, int images, int channel, PlaneTransform.Scratch scratch) {
    for (int i = image; i < image + images; i++) {
      read(i, channel, scratch);
    }
  }

  private void read(int image, int channel, PlaneTransform.Scratch scratch) {
    int lanes = Lanes.existing(channel, channels);
    for (int y = 0; y < height; y++) {
      RowKernels.readLanes(dy, at(image, y, channel), channels, lanes, scratch.result, 0, width);
      last.keepGradient(image, channel, y, scratch, 0);
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
