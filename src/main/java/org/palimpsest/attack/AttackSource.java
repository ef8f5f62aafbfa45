package org.palimpsest.attack;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palimpsest.Implied;
import org.palimpsest.Inlined;
import org.palimpsest.Require;
import org.palimpsest.data.Mix.CorrelationKey;
import org.palimpsest.data.Mix;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * What an attacker learns from.
 *
 * @param mix of private attribute and target among its images
 * @param images which images
 * @param examples how many of them, drawn at random without regard to classes; empty takes them all
 * @param colourings how often each is painted anew, every time as if it were another image; above 1 only where images are
 *     painted
 */
@Inlined
public record AttackSource(
    @CorrelationKey("attackerRho") Mix mix, AttackImages images, OptionalInt examples, @Implied("1") int colourings) {

  /** Private attribute and target independent, on all the images that the encoder never saw. */
  public static final AttackSource BALANCED = new AttackSource(Mix.balanced(), AttackImages.DISJOINT);

  /**
   * As published: on all the encoder's own images as they come, where private attribute and target are nearly the same
   * label.
   */
  public static final AttackSource PUBLISHED = new AttackSource(Mix.asIs(), AttackImages.ENCODER);

  public AttackSource {
    Require.that(mix != null, "mix", "a mix", "nothing");
    Require.that(images != null, "images", "encoder or disjoint", "nothing");
    Require.that(examples.orElse(1) >= 1, "examples", "at least 1, or all", examples.orElse(1));
    Require.that(colourings >= 1, "colourings", "at least 1", colourings);
  }

  /** So many of the images, or all, painted once. */
  public AttackSource(Mix mix, AttackImages images, OptionalInt examples) {
    this(mix, images, examples, 1);
  }

  /** All the images. */
  public AttackSource(Mix mix, AttackImages images) {
    this(mix, images, OptionalInt.empty());
  }

  /** So many of the images. */
  public AttackSource(Mix mix, AttackImages images, int examples) {
    this(mix, images, OptionalInt.of(examples));
  }

  /** The same images in the same mix, all of them. */
  public AttackSource whole() {
    return new AttackSource(mix, images, OptionalInt.empty(), colourings);
  }

  /** The same in another mix. */
  public AttackSource in(Mix other) {
    return new AttackSource(other, images, examples, colourings);
  }

  /** The same, painted once. */
  public AttackSource paintedOnce() {
    return new AttackSource(mix, images, examples, 1);
  }

  /**
   * The examples among all that there are, each in all of its colourings: with one seed, fewer are always among more.
   *
   * @param all of {@link #whole}: the images in one colouring after the other
   * @throws IllegalArgumentException if there are not so many
   */
  public Features of(Features all, Seed seed) {
    if (examples.isEmpty()) {
      return all;
    }
    int size = all.size() / colourings;
    int[] chosen = Arrays.copyOf(Shuffle.permutation(size, seed), among(size));
    return all.select(
        IntStream.range(0, colourings)
            .flatMap(c -> Arrays.stream(chosen).map(image -> c * size + image))
            .toArray());
  }

  /**
   * How many of so many images are examples.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  public int among(int available) {
    int wanted = examples.orElse(available);
    Require.that(wanted <= available, "examples", "at most the %d images there are".formatted(available), wanted);
    return wanted;
  }

  /** Which images an attacker learns from. */
  public enum AttackImages {
    /** Those the encoder was trained on, in the attacker's mix. */
    ENCODER,
    /** Images the encoder never saw (in the published protocol there are none, and it learns from the encoder's). */
    DISJOINT
  }
}
