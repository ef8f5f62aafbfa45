package org.palimpsest.experiment;

import java.util.Optional;
import org.palimpsest.data.CorrelationKey;
import org.palimpsest.data.Mix;
import org.palimpsest.erase.Eraser;

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
