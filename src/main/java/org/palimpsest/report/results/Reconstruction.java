package org.palimpsest.report.results;

import java.util.Optional;
import org.palimpsest.experiment.AttackKey;

/** How results tell of an attacker that draws the image again. */
public final class Reconstruction {

  /** Squared error of a pixel's channel, on the scale -1 to 1. */
  public static final String ERROR = "reconstruction_mse";

  private Reconstruction() {}

  /** The attacker that draws; empty if none does. */
  public static Optional<AttackKey> attack(Results results) {
    return results.queries(query -> query.metric().equals(ERROR)).stream().map(Query::attack).findFirst();
  }
}
