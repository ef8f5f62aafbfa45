package org.palimpsest.privacy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** The platform's {@link SecureRandom}, asked for bytes in blocks: one at a time they are slow. */
final class SecureBits implements RandomGenerator {

  private static final int BLOCK = 1 << 13;

  private final SecureRandom secure = new SecureRandom();
  private final byte[] bytes = new byte[BLOCK];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).position(BLOCK);

  @Override
  public long nextLong() {
    if (buffer.remaining() < Long.BYTES) {
      secure.nextBytes(bytes);
      buffer.rewind();
    }
    return buffer.getLong();
  }
}
