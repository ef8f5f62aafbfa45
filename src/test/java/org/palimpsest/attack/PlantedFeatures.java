package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.Grouping;
import org.palimpsest.random.Seed;

/** Features about which the truth is known. */
public final class PlantedFeatures {

  public static final int CLASSES = 5;
  public static final int WIDTH = 8;

  private PlantedFeatures() {}

  /** The private attribute along five of eight noisy directions of very different scale; targets independent. */
  public static Features leaking(int size, String stream) {
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
  public static Features shuffled(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] unrelated = new Seed(22).derive(stream).generator().ints(size, 0, CLASSES).toArray();
    return new Features(leaking.values(), leaking.predicted(), leaking.targets(), unrelated, CLASSES);
  }

  /** Forty features that all but repeat four factors; the private attribute is in what little they differ by. */
  public static Features buried(int size, String stream) {
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
  public static Features xor(int size, String stream) {
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
  public static Features copyOfTarget(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] both = leaking.privateAttributes();
    return new Features(leaking.values(), both, both, both, CLASSES);
  }

  /** Features that tell the target and nothing of the private attribute, which is independent of it. */
  public static Features tellingTheTarget(int size, String stream) {
    Features leaking = leaking(size, stream);
    int[] targets = leaking.privateAttributes();
    return new Features(leaking.values(), targets, targets, leaking.targets(), CLASSES);
  }

  /**
   * As {@link #leaking}, of other numbers of targets and private values, in groups as unequal as they come: target 0
   * has private value 0 only, and target 1 has one image of the last private value.
   *
   * @param without a target that has no image; -1 for none
   */
  public static Features natural(int size, String stream, int targets, int privateValues, int without) {
    RandomGenerator random = new Seed(26).derive(stream).derive(targets).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, WIDTH);
    int[] ys = new int[size];
    int[] bs = new int[size];
    boolean taken = false;
    for (int i = 0; i < size; i++) {
      do {
        ys[i] = random.nextInt(targets);
      } while (ys[i] == without);
      bs[i] = ys[i] == 0 ? 0 : random.nextInt(privateValues);
      if (ys[i] == 1 && bs[i] == privateValues - 1) {
        bs[i] = taken ? 0 : bs[i];
        taken = true;
      }
      for (int d = 0; d < WIDTH; d++) {
        values.set(i, d, (random.nextGaussian() + (d == bs[i] ? 12 : 0)) * (d + 1));
      }
    }
    boolean[][] aligned = new boolean[targets][privateValues];
    double[][] shares = new double[targets][privateValues];
    for (int y = 0; y < targets; y++) {
      aligned[y][targets <= privateValues ? y : y * privateValues / targets] = true;
      Arrays.fill(shares[y], 1.0 / (targets * privateValues));
    }
    return new Features(
        FeatureRows.of(values), ys, ys, bs, privateValues, new Grouping(Optional.of(aligned), Optional.of(shares)));
  }

  /** Every image the same; the private attribute 2 on about half of them. */
  public static Features constant(int size, String stream) {
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
