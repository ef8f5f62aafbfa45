package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/** The square windows a pooling layer slides over its input, one per pixel of its output. */
record Windows(Shape input, Shape output, int kernel, int stride, int padding) {

  /** A pixel of the output and a pixel in its window. */
  interface Pair {
    /**
     * @param in the index of channel 0 of the input pixel
     * @param out the index of channel 0 of the output pixel
     */
    void visit(int in, int out);
  }

  /** Visits one image's windows in order, and each window's pixels inside the map in order. */
  void visit(int image, Pair pair) {
    int channels = input.channels();
    int inBase = image * input.volume();
    int out = image * output.volume();
    for (int oy = 0; oy < output.height(); oy++) {
      int top = oy * stride - padding;
      int bottom = Math.min(top + kernel, input.height());
      for (int ox = 0; ox < output.width(); ox++) {
        int left = ox * stride - padding;
        int right = Math.min(left + kernel, input.width());
        for (int y = Math.max(0, top); y < bottom; y++) {
          for (int x = Math.max(0, left); x < right; x++) {
            pair.visit(inBase + (y * input.width() + x) * channels, out);
          }
        }
        out += channels;
      }
    }
  }
}
