package org.palimpsest.attack;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/** An attacker that has learned. */
public interface FittedAttack {

  /** The private attribute it reads from each row of {@code features} (N, D). */
  int[] predict(DMatrixRMaj features);

  /**
   * How the fit went, by metric name: at least {@code train_loss} (nats); {@code converged} (0 or 1) and
   * {@code gradient_norm} where the attack has such notions.
   */
  Map<String, Double> diagnostics();
}
