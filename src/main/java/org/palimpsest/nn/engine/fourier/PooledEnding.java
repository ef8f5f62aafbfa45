package org.palimpsest.nn.engine.fourier;

import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.fourier.FftChain.ChainEnding;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * The averages of the last block's activated maps, (B, channels). Backwards dz = f'(z) g with one g = dy / area per
 * image and channel, so that the sums over dz are known, but for that factor, when the averages are.
 */
final class PooledEnding implements ChainEnding {

  private final FftBlock last;
  private final int height;
  private final int width;
  private final float area;
  private final int channels;
  private final int padded;

  /** Padded sums of the activated maps, then g. */
  private final GrowingArray factors = new GrowingArray();

  private final GrowingArray averages = new GrowingArray();
  private final Planes averaging;
  private boolean training;

  PooledEnding(FftBlock last, ChainMemory memory) {
    this.last = last;
    height = memory.transform.height;
    width = memory.transform.width;
    area = height * width;
    channels = last.outputs();
    padded = last.padded();
    averaging = new Planes(memory, channels, this::average);
  }

  @Override
  public void reserve(int images) {
    factors.reserve(images * padded);
    averages.reserve(images * channels);
  }

  @Override
  public float[] forward(int batch, boolean training) {
    this.training = training;
    averaging.run(batch);
    return averages.values();
  }

  private void average(int image, int images, int channel, PlaneTransform.Scratch scratch) {
    for (int i = image; i < image + images; i++) {
      average(i, channel, scratch);
    }
  }

  private void average(int image, int channel, PlaneTransform.Scratch scratch) {
    float[] sums = factors.values();
    int at = image * padded + channel;
    RowKernels.clear(sums, at);
    if (training) {
      last.clearPerImage(image, channel);
    }
    for (int y = 0; y < height; y++) {
      last.activation(image, channel, y, scratch, 0);
      RowKernels.addSum(scratch.line, 0, width, sums, at);
      if (training) {
        last.slope(image, channel, y, scratch, 0);
        last.addSums(image, channel, y, scratch.line, 0);
      }
    }
    for (int c = channel; c < Math.min(channels, channel + Lanes.WIDTH); c++) {
      averages.values()[image * channels + c] = sums[image * padded + c] / area;
    }
  }

  @Override
  public void backward(float[] dy, int batch) {
    float[] g = factors.values();
    for (int image = 0; image < batch; image++) {
      for (int c = 0; c < channels; c++) {
        g[image * padded + c] = dy[image * channels + c] / area;
      }
      last.scaleSums(image, g, image * padded);
    }
  }

  @Override
  public void outputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    last.outputGradient(image, channel, y, scratch, half, factors.values());
  }
}
