package org.palimpsest.nn;

/** The normalisation that follows each convolution. */
public enum Normalisation {
  /** Statistics of the batch while training, running statistics in evaluation. */
  BATCH,
  /** Statistics of each image over groups of eight channels, all channels where eight does not divide them. */
  GROUP,
  NONE
}
