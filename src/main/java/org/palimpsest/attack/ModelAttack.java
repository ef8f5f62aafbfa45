package org.palimpsest.attack;

import java.util.Optional;
import org.palimpsest.random.Seed;

/** An attack on a trained network that needs more of it than features: a record of its hyper-parameters. */
public interface ModelAttack {

  /** The name by which specs refer to it, such as {@code decoder}; other than every {@link Attacker}'s. */
  String name();

  /** The name people read in tables and figures. */
  String title();

  /** One sentence: what it is and how strong. */
  String description();

  /** How much of the private attribute it can read; empty if it reads something else, such as membership. */
  Optional<Reach> reach();

  /** How many more networks it has trained, which is most of its cost. */
  default int shadows() {
    return 0;
  }

  /**
   * Attacks a network.
   *
   * @throws IllegalArgumentException if the network cannot be attacked (features or logits that are not finite, too
   *     few images); the message says what was found and where
   */
  ModelAttackResult attack(ModelView model, Seed seed);
}
