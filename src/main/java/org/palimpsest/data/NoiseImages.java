package org.palimpsest.data;

import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/** Images that show nothing, for whoever needs some of a shape and with labels, to time a step or to check a rule. */
public final class NoiseImages {

  private NoiseImages() {}

  /**
   * Pixels drawn uniformly from [-1, 1).
   *
   * @param targets (N), in [0, targetClasses)
   * @param privateAttributes (N), in [0, privateClasses)
   */
  public static BatchImages of(
      Shape shape, int[] targets, int[] privateAttributes, int targetClasses, int privateClasses, Seed seed) {
    RandomGenerator random = seed.derive("pixels").generator();
    float[] pixels = new float[targets.length * shape.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    Batch batch = new Batch(shape.height(), shape.width(), shape.channels(), pixels, targets, privateAttributes);
    return new BatchImages(batch, targetClasses, privateClasses);
  }

  /** Labels drawn as well, independently of each other. */
  public static BatchImages of(Shape shape, int size, int targetClasses, int privateClasses, Seed seed) {
    RandomGenerator random = seed.derive("labels").generator();
    int[] targets = random.ints(size, 0, targetClasses).toArray();
    int[] privateAttributes = random.ints(size, 0, privateClasses).toArray();
    return of(shape, targets, privateAttributes, targetClasses, privateClasses, seed);
  }
}
