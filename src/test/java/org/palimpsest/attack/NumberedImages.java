package org.palimpsest.attack;

import java.util.Arrays;
import org.palimpsest.data.Images;

/** Images of one pixel, whose value is the image's number: whoever sees one knows which it is. */
public record NumberedImages(int first, int size) implements Images {

  public static int[] numbers(Images images) {
    int[] numbers = new int[images.size()];
    float[] pixel = new float[1];
    for (int i = 0; i < numbers.length; i++) {
      images.write(i, pixel, 0);
      numbers[i] = (int) pixel[0];
    }
    return numbers;
  }

  @Override
  public int height() {
    return 1;
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public int targetClasses() {
    return 3;
  }

  @Override
  public int privateClasses() {
    return 3;
  }

  @Override
  public int target(int image) {
    return (first + image) % 3;
  }

  @Override
  public int privateAttribute(int image) {
    return (first + image) / 3 % 3;
  }

  @Override
  public void write(int image, float[] into, int offset) {
    Arrays.fill(into, offset, offset + 1, first + image);
  }
}
