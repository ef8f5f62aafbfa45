package org.palimpsest.data.digits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Sha256;

/**
 * Digits of which each belongs to a group that may show in its pixels. A grey value v becomes {@code (v / 255 - 0.5) /
 * 0.5}.
 */
final class GroupedImages implements Images {

  private final LabelledImages images;
  private final Look look;
  private final int[] rows;
  private final byte[] groups;
  private final Labels labels;

  /** The way in which an image shows its group. */
  enum Look {
    /** Not at all: grey on black. */
    PLAIN(1),
    /** Group 1 lies on its side: a quarter turn counter-clockwise, out[r][c] = in[c][width - 1 - r]. */
    ROTATED(1),
    /** Group 1 is dark on light. */
    POLARITY(1),
    /** White on red; group 1 on cyan. Pixels that are not 0 are white, as {@link ColouredImages} has it. */
    COLOURS(3);

    private static final float[][] BACKGROUNDS = {{1, -1, -1}, {-1, 1, 1}};

    private final int channels;

    Look(int channels) {
      this.channels = channels;
    }

    int channels() {
      return channels;
    }
  }

  /**
   * @param digits the digits that occur, whose places are the numbers of the targets
   * @param rows (N), numbers of images, of which one may come more than once
   * @param groups (N), each the number of a value of {@code attribute}
   */
  GroupedImages(
      LabelledImages images, List<Integer> digits, Attribute attribute, Look look, int[] rows, byte[] groups) {
    Require.that(groups.length == rows.length, "groups", rows.length + ", one per row", groups.length);
    Require.that(
        look != Look.ROTATED || images.height() == images.width(), "images", "as high as wide",
        images.height() + " x " + images.width());
    this.images = images;
    this.look = look;
    this.rows = rows;
    this.groups = groups;
    this.labels =
        new Labels(
            target(digits), attribute, IntStream.of(rows).map(row -> digits.indexOf(images.label(row))).toArray(),
            IntStream.range(0, groups.length).map(i -> groups[i]).toArray());
  }

  /** The question which of some digits an image shows. */
  static Attribute target(List<Integer> digits) {
    return Attribute.of("digit", "digit", digits.stream().map(d -> Integer.toString(d)).toList());
  }

  @Override
  public Shape shape() {
    return new Shape(images.height(), images.width(), look.channels());
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public String id() {
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * rows.length + groups.length);
    IntStream.of(rows).forEach(numbers::putInt);
    numbers.put(groups);
    String text =
        "%s %s %s %s".formatted(look, images.checksum(), Sha256.of(numbers.array()), labels.target().values());
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int row = rows[image];
    boolean other = groups[image] == 1;
    int area = images.height() * images.width();
    switch (look) {
      case PLAIN, POLARITY -> {
        float sign = other && look == Look.POLARITY ? -1 : 1;
        for (int p = 0; p < area; p++) {
          into[offset + p] = sign * grey(row, p);
        }
      }
      case ROTATED -> {
        int side = images.width();
        for (int p = 0; p < area; p++) {
          into[offset + p] = grey(row, other ? p % side * side + side - 1 - p / side : p);
        }
      }
      case COLOURS -> {
        float[] background = Look.BACKGROUNDS[groups[image]];
        for (int p = 0; p < area; p++) {
          boolean ink = images.pixel(row, p) != 0;
          for (int c = 0; c < 3; c++) {
            into[offset + 3 * p + c] = ink ? 1 : background[c];
          }
        }
      }
    }
  }

  private float grey(int row, int pixel) {
    return (images.pixel(row, pixel) / 255f - 0.5f) / 0.5f;
  }
}
