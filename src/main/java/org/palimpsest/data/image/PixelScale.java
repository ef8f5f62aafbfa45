package org.palimpsest.data.image;

/** How the 8-bit samples of a picture become what a network sees. */
public enum PixelScale {
  /** v becomes (v / 255 - 0.5) / 0.5, in [-1, 1]. */
  HALF(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f}),
  /**
   * v becomes (v / 255 - m) / s with the mean and standard deviation of ImageNet's channels, in about [-2.1, 2.6]: what
   * networks that were trained on ImageNet expect. Of one channel those of red.
   */
  IMAGENET(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

  private final float[][] scaled = new float[3][256];

  PixelScale(float[] mean, float[] deviation) {
    for (int c = 0; c < scaled.length; c++) {
      for (int v = 0; v < scaled[c].length; v++) {
        scaled[c][v] = (v / 255f - mean[c]) / deviation[c];
      }
    }
  }

  /** Writes samples, channels last, in single precision, as PyTorch's ToTensor and Normalize give them. */
  void write(byte[] samples, int channels, float[] into, int offset) {
    for (int j = 0; j < samples.length; j++) {
      into[offset + j] = scaled[j % channels][samples[j] & 0xFF];
    }
  }
}
