package org.palimpsest.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;

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
  public Shape shape() {
    return new Shape(1, 1, 1);
  }

  @Override
  public Labels labels() {
    return new Labels(
        Attribute.numbered("target", 3),
        Attribute.numbered("private", 3),
        IntStream.range(first, first + size).map(i -> i % 3).toArray(),
        IntStream.range(first, first + size).map(i -> i / 3 % 3).toArray());
  }

  @Override
  public String id() {
    return "numbered " + first;
  }

  @Override
  public void write(int image, float[] into, int offset) {
    Arrays.fill(into, offset, offset + 1, first + image);
  }
}
