package org.palimpsest.experiment;

import java.util.List;
import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Mix.CorrelationKey;
import org.palimpsest.data.Mix;
import org.palimpsest.erase.Eraser;
import org.palimpsest.experiment.spec.SpecJson;

/**
 * What is measured of a trained network. It decides nothing about the network itself.
 *
 * @param modelAttacks on the network as it is, before anything is erased
 * @param erasers each fitted to the network's features, which are then measured again without what it erases
 * @param predictions whether what is said of every test image is kept, see {@link Predictions}
 */
public record MeasurePlan(
    List<AttackerChoice> attackers, List<ModelAttack> modelAttacks, List<EraserChoice> erasers,
    @Implied("false") boolean predictions) {

  static MeasurePlan of(ExperimentSpec spec) {
    return new MeasurePlan(spec.attackers(), spec.modelAttacks(), spec.erasers(), spec.predictions());
  }

  /** The same without attacks on the network. */
  static MeasurePlan onFeatures(ExperimentSpec spec) {
    return new MeasurePlan(spec.attackers(), List.of(), spec.erasers(), spec.predictions());
  }

  /** Tells these measures from others. */
  String id() {
    return SpecJson.hash(this);
  }

  /**
   * One attacker of an experiment.
   *
   * @param variant what tells it from the same attacker with default settings on the same mix, such as
   *     {@code examples=1000}; empty if nothing does
   */
  public record AttackerChoice(Attacker attacker, String variant) {

    /** A line for people, such as {@code linear (examples=1000) at rho 0.1}. */
    public String label() {
      String name = variant.isEmpty() ? attacker.name() : attacker.name() + " (" + variant + ")";
      return name + " at " + attacker.source().mix().words();
    }
  }

  /**
   * An eraser that an experiment tries on every trained network.
   *
   * @param mix of the images it is fitted to; empty for the network's own training images
   * @param variant what tells it from the same eraser with default settings; empty if nothing does
   */
  public record EraserChoice(Eraser eraser, @CorrelationKey("rho") Optional<Mix> mix, String variant) {

    /** {@code erased=leace@0.1}, {@code erased=inlp(iterations=5)@train}: what it adds to a variant of the method. */
    public String label() {
      String settings = variant.isEmpty() ? "" : "(" + variant.replace(' ', ',') + ")";
      return "erased=" + eraser.name() + settings + "@" + mix.map(Mix::seedName).orElse("train");
    }
  }
}
