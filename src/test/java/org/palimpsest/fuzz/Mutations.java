package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/** Small valid files with a few bytes changed: what a reader must refuse by name, or read to the letter. */
public final class Mutations {

  private static final int COUNT = 10_000;
  private static final int[] EXTREMES = {0, 1, -1, 127, 128, 255, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE};

  private Mutations() {}

  /** Reads a mutated file; it may throw what {@link #check} allows. */
  public interface Reader {
    void read(byte[] content) throws Exception;
  }

  /**
   * Has {@code reader} read 10,000 mutations of {@code valid}. Only exceptions of the kinds in {@code refusals} may come
   * out, with {@code place} in their message.
   */
  public static void check(byte[] valid, String place, Reader reader, Class<?>... refusals) throws Exception {
    reader.read(valid);
    int refused = 0;
    for (int i = 0; i < COUNT; i++) {
      byte[] mutated = of(valid, new Seed(2024).derive(i).generator());
      try {
        reader.read(mutated);
      } catch (Exception | Error e) {
        if (Arrays.stream(refusals).noneMatch(kind -> kind.isInstance(e))) {
          throw new AssertionError("mutation %d: expected a refusal, was %s".formatted(i, e), e);
        }
        assertThat(e.getMessage()).as("mutation %d: %s", i, e).contains(place).hasLineCount(1);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(COUNT / 20);
  }

  /** One to four changes of: a bit, a byte, four bytes as an int, a piece left out, doubled, moved, or the end cut. */
  public static byte[] of(byte[] valid, RandomGenerator random) {
    byte[] bytes = valid.clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes && bytes.length > 4; change++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> number(bytes, Math.min(at, bytes.length - 4), EXTREMES[random.nextInt(EXTREMES.length)]);
        case 3 -> bytes = joined(bytes, at, at + length, 0);
        case 4 -> bytes = joined(bytes, at, at, length);
        case 5 -> bytes[at] = (byte) "\n\r\t ,:-[]{}\"'#&*!|>%0.".charAt(random.nextInt(22));
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  private static void number(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> (24 - 8 * i));
    }
  }

  /** What is before {@code end}, the last {@code again} bytes of it twice, and what is from {@code start} on. */
  private static byte[] joined(byte[] bytes, int end, int start, int again) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, end);
    out.write(bytes, Math.max(0, end - again), Math.min(again, end));
    out.write(bytes, start, bytes.length - start);
    return out.toByteArray();
  }
}
