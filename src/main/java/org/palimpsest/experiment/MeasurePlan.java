package org.palimpsest.experiment;

import java.util.List;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.experiment.spec.SpecJson;

/**
 * What is measured of a trained network. It decides nothing about the network itself.
 *
 * @param modelAttacks on the network as it is, before anything is erased
 * @param erasers each fitted to the network's features, which are then measured again without what it erases
 */
record MeasurePlan(List<AttackerChoice> attackers, List<ModelAttack> modelAttacks, List<EraserChoice> erasers) {

  static MeasurePlan of(ExperimentSpec spec) {
    return new MeasurePlan(spec.attackers(), spec.modelAttacks(), spec.erasers());
  }

  /** The same without attacks on the network. */
  static MeasurePlan onFeatures(ExperimentSpec spec) {
    return new MeasurePlan(spec.attackers(), List.of(), spec.erasers());
  }

  /** Tells these measures from others. */
  String id() {
    return SpecJson.hash(this);
  }
}
