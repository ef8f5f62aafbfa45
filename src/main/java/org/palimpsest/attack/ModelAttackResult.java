package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * @param attackerRho the correlation it learned at; NaN if it does not learn from coloured images of its own
   * @param split the images it was measured on
   */
  public record Reading(String attacker, double attackerRho, String split, Measurement measurement) {}

  /** The readings of one attacker on one split. */
  public static List<Reading> readings(String attacker, double attackerRho, String split, List<Measurement> measured) {
    List<Reading> readings = new ArrayList<>();
    measured.forEach(measurement -> readings.add(new Reading(attacker, attackerRho, split, measurement)));
    return readings;
  }
}
