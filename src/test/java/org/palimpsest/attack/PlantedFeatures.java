package org.palimpsest.attack;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.random.Seed;

/** Features about which the truth is known. */
final class PlantedFeatures {

  static final int CLASSES = 5;
  static final int WIDTH = 8;

  private PlantedFeatures() {}

  /** The private attribute along five of eight noisy directions of very different scale; targets independent. */
  static Features leaking(int size, String stream) {
    RandomGenerator random = new Seed(21).derive(stream).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, WIDTH);
    int[] targets = random.ints(size, 0, CLASSES).toArray();
    int[] privateAttributes = random.ints(size, 0, CLASSES).toArray();
    for (int i = 0; i < size; i++) {
      for (int d = 0; d < WIDTH; d++) {
        double leak = d == privateAttributes[i] ? 12 : 0;
        values.set(i, d, (random.nextGaussian() + leak) * (d + 1) + 3);
      }
    }
    return new Features(values, targets, targets, privateAttributes, CLASSES);
  }

  /** The same values with private attributes that have nothing to do with them. */
  static Features shuffled(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] unrelated = new Seed(22).derive(stream).generator().ints(size, 0, CLASSES).toArray();
    return new Features(leaking.values(), leaking.predicted(), leaking.targets(), unrelated, CLASSES);
  }

  /** Forty features that all but repeat four factors; the private attribute is in what little they differ by. */
  static Features buried(int size, String stream) {
    RandomGenerator mixing = new Seed(25).generator();
    double[][] factors = new double[4][40];
    double[][] means = new double[CLASSES][40];
    for (double[] factor : factors) {
      Arrays.setAll(factor, d -> mixing.nextGaussian());
    }
    for (double[] mean : means) {
      Arrays.setAll(mean, d -> 0.01 * mixing.nextGaussian());
    }
    RandomGenerator random = new Seed(24).derive(stream).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, 40);
    int[] targets = random.ints(size, 0, CLASSES).toArray();
    int[] privateAttributes = random.ints(size, 0, CLASSES).toArray();
    for (int i = 0; i < size; i++) {
      double[] row = means[privateAttributes[i]].clone();
      for (double[] factor : factors) {
        double amount = random.nextGaussian();
        Arrays.setAll(row, d -> row[d] + amount * factor[d]);
      }
      for (int d = 0; d < row.length; d++) {
        values.set(i, d, row[d] + 0.02 * random.nextGaussian());
      }
    }
    return new Features(values, targets, targets, privateAttributes, CLASSES);
  }

  /** Noise, and the private attribute 1 where the first two features have one sign: nothing linear tells. */
  static Features xor(int size, String stream) {
    RandomGenerator random = new Seed(23).derive(stream).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, WIDTH);
    int[] privateAttributes = new int[size];
    for (int i = 0; i < size; i++) {
      for (int d = 0; d < WIDTH; d++) {
        values.set(i, d, random.nextGaussian() + (d < 2 ? 3 * (2 * random.nextInt(2) - 1) : 0));
      }
      privateAttributes[i] = values.get(i, 0) * values.get(i, 1) > 0 ? 1 : 0;
    }
    int[] targets = random.ints(size, 0, 2).toArray();
    return new Features(values, targets, targets, privateAttributes, 2);
  }

  /** Features that tell the target, whose copy the private attribute is. */
  static Features copyOfTarget(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] both = leaking.privateAttributes();
    return new Features(leaking.values(), both, both, both, CLASSES);
  }

  /** Features that tell the target and nothing of the private attribute, which is independent of it. */
  static Features tellingTheTarget(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] targets = leaking.privateAttributes();
    return new Features(leaking.values(), targets, targets, leaking.targets(), CLASSES);
  }

  /** Every image the same; the private attribute 2 on about half of them. */
  static Features constant(int size, String stream) {
    Features shuffled = shuffled(size, stream);
    DMatrixRMaj values = new DMatrixRMaj(size, WIDTH);
    values.fill(0.7);
    int[] privateAttributes = shuffled.privateAttributes();
    for (int i = 0; i < size; i += 2) {
      privateAttributes[i] = 2;
    }
    return new Features(values, shuffled.predicted(), shuffled.targets(), privateAttributes, CLASSES);
  }
}
