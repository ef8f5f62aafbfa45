package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.data.Images;

/**
 * The images themselves in the place of features, averaged over squares: what an attacker reads from them is the
 * ceiling for any that sees only a function of them.
 */
public final class RawPixels {

  private RawPixels() {}

  /**
   * Features (N, (height / square) (width / square) channels), row-major, channels last, without a head's
   * predictions.
   *
   * @param square side of the squares averaged over; divides height and width; 1 keeps every pixel
   */
  public static Features of(Images images, int square) {
    int height = images.height();
    int width = images.width();
    int channels = images.channels();
    Require.that(
        square >= 1 && height % square == 0 && width % square == 0,
        "square", "a divisor of height %d and width %d".formatted(height, width), square);
    int columns = width / square;
    DMatrixRMaj values = new DMatrixRMaj(images.size(), height / square * columns * channels);
    int[] targets = new int[images.size()];
    int[] privateAttributes = new int[images.size()];
    float[] pixels = new float[height * width * channels];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, 0);
      targets[i] = images.target(i);
      privateAttributes[i] = images.privateAttribute(i);
      int row = i * values.numCols;
      for (int p = 0; p < pixels.length; p++) {
        int pixel = p / channels;
        int cell = pixel / width / square * columns + pixel % width / square;
        values.data[row + cell * channels + p % channels] += pixels[p] / (square * square);
      }
    }
    return new Features(values, null, targets, privateAttributes, images.privateClasses());
  }
}
