package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.Mix;
import org.palimpsest.metric.Measurement;

/**
 * What an attack on a network found.
 *
 * @param pictures what it makes of a few images, if it makes images
 */
public record ModelAttackResult(List<Reading> readings, Optional<Reconstructions> pictures) {

  public ModelAttackResult {
    readings = List.copyOf(readings);
  }

  /**
   * One measured value.
   *
   * @param attacker the name it has in results; an attack may report several scores under names of their own
   * @param mix of the images it learned from; empty if it does not learn from images of its own
   * @param split the images it was measured on
   */
  public record Reading(String attacker, Optional<Mix> mix, String split, Measurement measurement) {}

  /** The readings of one attacker on one split. */
  public static List<Reading> readings(
      String attacker, Optional<Mix> mix, String split, List<Measurement> measured) {
    List<Reading> readings = new ArrayList<>();
    measured.forEach(measurement -> readings.add(new Reading(attacker, mix, split, measurement)));
    return readings;
  }

  /**
   * A few images and what became of them.
   *
   * @param originals (N, height, width, channels), channels last, values in [-1, 1]
   * @param decoded the same shape
   */
  public record Reconstructions(int height, int width, int channels, float[] originals, float[] decoded) {

    public Reconstructions {
      if (originals.length != decoded.length || originals.length % (height * width * channels) != 0) {
        throw new IllegalArgumentException(
            "decoded: expected as many whole images as originals, was %d and %d values"
                .formatted(decoded.length, originals.length));
      }
    }

    /** N, the number of images. */
    public int size() {
      return originals.length / (height * width * channels);
    }
  }
}
