package org.palimpsest.experiment;

import java.util.Optional;
import org.palimpsest.erase.Eraser;

/**
 * An eraser that an experiment tries on every trained network.
 *
 * @param rho the correlation of the images it is fitted to; empty for the network's own training images
 * @param variant what tells it from the same eraser with default settings; empty if nothing does
 */
public record EraserChoice(Eraser eraser, Optional<Double> rho, String variant) {

  public EraserChoice {
    rho.ifPresent(
        value -> {
          if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("rho: expected in [0, 1] or train, was " + value);
          }
        });
  }

  /** {@code erased=leace@0.1}, {@code erased=inlp(iterations=5)@train}: what it adds to a variant of the method. */
  public String label() {
    String settings = variant.isEmpty() ? "" : "(" + variant.replace(' ', ',') + ")";
    return "erased=" + eraser.name() + settings + "@" + rho.map(String::valueOf).orElse("train");
  }
}
