package org.palimpsest.train;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;

/** Noisy 2 x 2 colour images whose brightest channel is their target and whose private attribute is drawn. */
record Stripes(float[][] pixels, int[] targets, int[] privateAttributes) implements Images {

  static Stripes of(int size, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[][] pixels = new float[size][12];
    int[] targets = new int[size];
    int[] privateAttributes = new int[size];
    for (int i = 0; i < size; i++) {
      targets[i] = random.nextInt(3);
      privateAttributes[i] = random.nextInt(3);
      for (int p = 0; p < 12; p++) {
        pixels[i][p] = (p % 3 == targets[i] ? 0.4f : -0.4f) + 0.5f * random.nextFloat(-1, 1);
      }
    }
    return new Stripes(pixels, targets, privateAttributes);
  }

  @Override
  public Shape shape() {
    return new Shape(2, 2, 3);
  }

  @Override
  public Labels labels() {
    return new Labels(
        Attribute.numbered("target", 3), Attribute.numbered("private", 3), targets, privateAttributes);
  }

  @Override
  public String id() {
    return "stripes " + Arrays.deepHashCode(pixels);
  }

  @Override
  public void write(int image, float[] into, int offset) {
    System.arraycopy(pixels[image], 0, into, offset, 12);
  }
}
