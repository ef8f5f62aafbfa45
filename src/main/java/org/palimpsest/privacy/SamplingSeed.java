package org.palimpsest.privacy;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/**
 * Where a sampler's draws come from: named streams of a seed, or bits of {@link java.security.SecureRandom} that nobody
 * can draw again.
 *
 * @param seed empty if the draws are secret
 */
public record SamplingSeed(Optional<Seed> seed) {

  /** Draws that whoever knows {@code seed} can repeat. */
  public static SamplingSeed known(Seed seed) {
    return new SamplingSeed(Optional.of(seed));
  }

  /** Draws that nobody can repeat. */
  public static SamplingSeed secret() {
    return new SamplingSeed(Optional.empty());
  }

  boolean isSecret() {
    return seed.isEmpty();
  }

  /** For one step of the sampler called {@code name}. */
  RandomGenerator generator(String name, long step) {
    return seed.<RandomGenerator>map(known -> known.derive(name).derive(step).generator()).orElseGet(SecureBits::new);
  }

  /** For a statement. */
  String source() {
    return isSecret() ? "drawn by SecureRandom, never written down" : "drawn from a known seed";
  }
}
