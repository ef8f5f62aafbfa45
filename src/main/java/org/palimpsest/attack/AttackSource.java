package org.palimpsest.attack;

import java.util.Arrays;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * What an attacker learns from.
 *
 * @param attackerRho the correlation of private attribute and target among its images, in [0, 1]
 * @param images which images
 * @param examples how many of them, drawn at random without regard to classes; 0 takes them all
 */
public record AttackSource(double attackerRho, AttackImages images, int examples) {

  /** Ten private values independent of ten targets, on all the images that the encoder never saw. */
  public static final AttackSource BALANCED = new AttackSource(0.1, AttackImages.DISJOINT, 0);

  /** As published: private attribute and target are nearly the same label, on all the encoder's own images. */
  public static final AttackSource PUBLISHED = new AttackSource(0.999, AttackImages.ENCODER, 0);

  public AttackSource {
    Require.that(attackerRho >= 0 && attackerRho <= 1, "attackerRho", "in [0, 1]", attackerRho);
    Require.that(images != null, "images", "encoder or disjoint", "nothing");
    Require.that(examples >= 0, "examples", "at least 1, or 0 for all", examples);
  }

  /** The same images at the same correlation, all of them. */
  public AttackSource whole() {
    return new AttackSource(attackerRho, images, 0);
  }

  /**
   * The examples among all that there are: with one seed, fewer are always among more.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  public Features of(Features all, Seed seed) {
    Require.that(examples <= all.size(), "examples", "at most the %d images there are".formatted(all.size()), examples);
    return examples == 0 ? all : all.select(Arrays.copyOf(Shuffle.permutation(all.size(), seed), examples));
  }
}
