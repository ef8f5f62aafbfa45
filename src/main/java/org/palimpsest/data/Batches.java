package org.palimpsest.data;

/** How an epoch's images are grouped into the batches of its steps. */
public interface Batches {

  /** The number of steps an epoch over {@code images} takes. */
  int count(Images images);

  /**
   * The batches of one epoch, made one by one as they are asked for.
   *
   * @param epoch from 0; batches that come from a seed do not depend on the epochs before it
   */
  Iterable<Batch> batches(Images images, int epoch);
}
