package org.palimpsest.privacy;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Noise from the platform's {@link SecureRandom}, each value the sum of four normal ones, halved (Holohan &amp; Braghin
 * 2021, arXiv:2107.10138, section 5.1). That makes it harder to find a value's generator from its last digits, as in
 * Mironov 2012; it does not keep off attacks on the precision of the sum itself (Haney, Desfontaines, Hartman, Shrestha
 * &amp; Hay 2022, arXiv:2207.13793). Not repeatable.
 */
public final class SecureNoise implements Noise {

  private static final int TERMS = 4;

  private final RandomGenerator random = new SecureBits();

  @Override
  public void add(double[] values, double standardDeviation, long step) {
    for (int i = 0; i < values.length; i++) {
      double sum = 0;
      for (int term = 0; term < TERMS; term++) {
        sum += random.nextGaussian();
      }
      values[i] += standardDeviation * sum / Math.sqrt(TERMS);
    }
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public String source() {
    return "SecureRandom, sums of four normal values";
  }
}
