package org.palimpsest.data;

import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/** Images that show nothing, for whoever needs some of a shape and with labels, to time a step or to check a rule. */
public final class NoiseImages {

  private NoiseImages() {}

  /** Pixels drawn uniformly from [-1, 1). */
  public static BatchImages of(Shape shape, Labels labels, Seed seed) {
    RandomGenerator random = seed.derive("pixels").generator();
    float[] pixels = new float[labels.size() * shape.volume()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    Batch batch =
        new Batch(
            shape.height(), shape.width(), shape.channels(), pixels, labels.targets(), labels.privateAttributes());
    return new BatchImages(batch, labels);
  }

  /** Labels drawn as well, independently of each other, from values that are called by their numbers. */
  public static BatchImages of(Shape shape, int size, int targetClasses, int privateClasses, Seed seed) {
    RandomGenerator random = seed.derive("labels").generator();
    return of(
        shape,
        new Labels(
            Attribute.numbered("target", targetClasses), Attribute.numbered("private", privateClasses),
            random.ints(size, 0, targetClasses).toArray(), random.ints(size, 0, privateClasses).toArray()),
        seed);
  }
}
