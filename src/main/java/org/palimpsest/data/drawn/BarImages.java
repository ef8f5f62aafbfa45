package org.palimpsest.data.drawn;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/** Bars on tints, drawn when they are asked for. */
final class BarImages implements Images {

  private static final int HEIGHT = DrawnBars.IMAGE.height();
  private static final int WIDTH = DrawnBars.IMAGE.width();
  private static final int LENGTHS_A_BIN = HEIGHT / 3;
  private static final float[][] TINTS =
      {{0.7f, 0.2f, 0.2f}, {0.2f, 0.6f, 0.2f}, {0.2f, 0.3f, 0.7f}, {0.4f, 0.4f, 0.4f}};
  private static final float NOISE = 0.1f;

  private final Labels labels;
  private final Seed seed;

  BarImages(Groups groups, Seed seed) {
    int[] group = new int[groups.total()];
    int at = 0;
    for (int y = 0; y < groups.targets(); y++) {
      for (int b = 0; b < groups.privateValues(); b++) {
        Arrays.fill(group, at, at + groups.count(y, b), y * groups.privateValues() + b);
        at += groups.count(y, b);
      }
    }
    Shuffle.inPlace(group, seed.derive("labels"));
    int values = groups.privateValues();
    this.labels =
        new Labels(
            DrawnBars.LENGTH, DrawnBars.TINT, Arrays.stream(group).map(g -> g / values).toArray(),
            Arrays.stream(group).map(g -> g % values).toArray());
    this.seed = seed;
  }

  @Override
  public Shape shape() {
    return DrawnBars.IMAGE;
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public String id() {
    return "drawn bars %d %s".formatted(seed.value(), Arrays.deepToString(labels.groups().counts()));
  }

  /** A bar two pixels wide, of its length, somewhere in the image; noise on everything. */
  @Override
  public void write(int image, float[] into, int offset) {
    RandomGenerator random = seed.derive("pixels").derive(image).generator();
    int length = 1 + target(image) * LENGTHS_A_BIN + random.nextInt(LENGTHS_A_BIN);
    int top = random.nextInt(HEIGHT - length + 1);
    int left = random.nextInt(WIDTH - 1);
    float[] tint = TINTS[privateAttribute(image)];
    int at = offset;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean bar = y >= top && y < top + length && (x == left || x == left + 1);
        for (int c = 0; c < 3; c++) {
          float value = (bar ? 1 - NOISE : tint[c]) + NOISE * (2 * random.nextFloat() - 1);
          into[at++] = 2 * value - 1;
        }
      }
    }
  }
}
