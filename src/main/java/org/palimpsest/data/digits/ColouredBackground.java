package org.palimpsest.data.digits;

import java.util.stream.IntStream;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Biased-MNIST: every digit is white on a background whose colour is the private attribute. Of the n images
 * of a class, {@code floor(n rho)} get the colour of their class. The rest, shuffled, is cut into consecutive
 * chunks of {@code ceil((n - floor(n rho)) / confusingLabels)}; chunk k gets the k-th of the shuffled other
 * colours {@code (label + 1 .. label + confusingLabels) mod 10}. The last chunk may be shorter, and near
 * rho = 1 there are fewer chunks than colours, so that some never occur with a class.
 *
 * <p>Source: H. Bahng, S. Chun, S. Yun, J. Choo, S. J. Oh, Learning de-biased representations with biased
 * representations, ICML 2020, and its code, file {@code datasets/colour_mnist.py}.
 *
 * <p>Deviation: the published code draws from an unseeded global generator; here each class has a stream of
 * its own, so that a colouring can be repeated and does not depend on the other classes.
 *
 * @param confusingLabels the number of other colours a class may be given, in 1..9; published with 9
 */
public record ColouredBackground(int confusingLabels) implements BiasInjector {

  /** The number of targets and of colours. */
  static final int CLASSES = 10;

  public ColouredBackground {
    if (confusingLabels < 1 || confusingLabels > CLASSES - 1) {
      throw new IllegalArgumentException(
          "confusingLabels: expected 1..%d, was %d".formatted(CLASSES - 1, confusingLabels));
    }
  }

  /** As published: all nine other colours. */
  public ColouredBackground() {
    this(CLASSES - 1);
  }

  @Override
  public String name() {
    return "coloured-background";
  }

  @Override
  public ColouredImages inject(LabelledImages images, double rho, Seed seed) {
    if (!(rho >= 0 && rho <= 1)) {
      throw new IllegalArgumentException("rho: expected a share in [0, 1], was " + rho);
    }
    if (images.classes() != CLASSES) {
      throw new IllegalArgumentException(
          "classes: expected %d, one per colour, was %d".formatted(CLASSES, images.classes()));
    }
    byte[] colours = new byte[images.size()];
    for (int label = 0; label < CLASSES; label++) {
      colour(label, members(images, label), rho, seed.derive("class", Integer.toString(label)), colours);
    }
    return new ColouredImages(images, colours);
  }

  private static int[] members(LabelledImages images, int label) {
    return IntStream.range(0, images.size()).filter(i -> images.label(i) == label).toArray();
  }

  private void colour(int label, int[] members, double rho, Seed seed, byte[] colours) {
    Shuffle.inPlace(members, seed.derive("images"));
    int[] others = IntStream.rangeClosed(1, confusingLabels).map(k -> (label + k) % CLASSES).toArray();
    Shuffle.inPlace(others, seed.derive("colours"));

    int aligned = (int) (members.length * rho);
    int chunk = (members.length - aligned + confusingLabels - 1) / confusingLabels;
    for (int i = 0; i < members.length; i++) {
      colours[members[i]] = (byte) (i < aligned ? label : others[(i - aligned) / chunk]);
    }
  }
}
