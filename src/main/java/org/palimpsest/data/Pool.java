package org.palimpsest.data;

import org.palimpsest.random.Seed;

/** The images of one party, to be had in any mix of groups. */
public interface Pool {

  /** The number of images before any mix. */
  int size();

  /** Whether images get their private attribute when they are had, so that each can be had with others. */
  default boolean isPainted() {
    return false;
  }

  /** A text that only pools of the same images share. */
  String id();

  /**
   * The images in a mix.
   *
   * @param seed decides which images, or what is painted on them
   * @throws DataException if the mix cannot be had; the message names the group, what there is and what is wanted
   */
  Sample in(Mix mix, Seed seed);
}
