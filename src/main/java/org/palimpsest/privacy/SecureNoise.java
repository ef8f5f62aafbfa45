package org.palimpsest.privacy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Noise from the platform's {@link SecureRandom}, hardened against attacks on its floating-point representation: the
 * first value is discarded and each is the sum of four normal ones, halved (Holohan &amp; Braghin 2021,
 * arXiv:2107.10138, section 5.1). Not repeatable.
 */
public final class SecureNoise implements Noise {

  private static final int TERMS = 4;

  private final RandomGenerator random;

  public SecureNoise() {
    this.random = new SecureBits(new SecureRandom());
    random.nextGaussian();
  }

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

  /** Asks for bytes in blocks: one at a time they are slow. */
  private static final class SecureBits implements RandomGenerator {
    private static final int BLOCK = 1 << 13;

    private final SecureRandom secure;
    private final byte[] bytes = new byte[BLOCK];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).position(BLOCK);

    SecureBits(SecureRandom secure) {
      this.secure = secure;
    }

    @Override
    public long nextLong() {
      if (buffer.remaining() < Long.BYTES) {
        secure.nextBytes(bytes);
        buffer.rewind();
      }
      return buffer.getLong();
    }
  }
}
