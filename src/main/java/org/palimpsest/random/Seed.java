package org.palimpsest.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The seed of one random stream. Streams are told apart by name, never by the order in which they are
 * asked for, so that adding a method, a cell or a worker changes nobody else's numbers.
 */
public record Seed(long value) {

  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** The seed of the stream that {@code names} lead to from here: SHA-256 over this value and the names. */
  public Seed derive(String... names) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      digest.update(bytes);
    }
    return new Seed(ByteBuffer.wrap(digest.digest()).getLong());
  }

  /** The seed of the {@code index}-th stream of a family, such as one per sample. Cheap: no hashing. */
  public Seed derive(long index) {
    return new Seed(mix(value + 0x9E3779B97F4A7C15L * (index + 1)));
  }

  /** A new generator at the start of this stream. */
  public RandomGenerator generator() {
    return GENERATORS.create(value);
  }

  /** The finaliser of MurmurHash3's 64-bit variant, a bijection. */
  private static long mix(long bits) {
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }
}
