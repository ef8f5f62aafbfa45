package org.palimpsest.privacy;

import java.security.SecureRandom;
import org.palimpsest.random.Seed;

/**
 * Where a sampler's draws come from.
 *
 * @param secret whether nobody has the seed but this process, so that no draw can be repeated after it
 */
public record SamplingSeed(Seed seed, boolean secret) {

  /** A new one from the platform's {@link SecureRandom}. */
  public static SamplingSeed fresh() {
    return new SamplingSeed(new Seed(new SecureRandom().nextLong()), true);
  }

  /** For a statement. */
  String source() {
    return secret ? "drawn from a secret seed of SecureRandom, never written down" : "drawn from a known seed";
  }
}
