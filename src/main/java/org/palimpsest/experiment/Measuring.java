package org.palimpsest.experiment;

import java.util.List;
import org.palimpsest.attack.Attacker;

/**
 * What is measured of a trained network. It decides nothing about the network itself.
 *
 * @param erasers each fitted to the network's features, which are then measured again without what it erases
 */
record Measuring(List<Attacker> attackers, List<EraserChoice> erasers) {

  static Measuring of(ExperimentSpec spec) {
    return new Measuring(spec.attackers(), spec.erasers());
  }

  /** Tells these measures from others. */
  String id() {
    return SpecJson.hash(this);
  }
}
