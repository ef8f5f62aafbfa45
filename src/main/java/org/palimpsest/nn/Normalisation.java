package org.palimpsest.nn;

/** What follows each convolution. */
public enum Normalisation {
  /** Statistics of the batch while training, running statistics in evaluation. */
  BATCH,
  /** Statistics of each image over groups of channels. */
  GROUP,
  NONE
}
