package org.palimpsest.nn;

import org.palimpsest.nn.engine.LayerSpec;

/** The normalisation that follows each convolution. */
public enum Normalisation {
  /** Statistics of the batch while training, running statistics in evaluation. */
  BATCH,
  /** Statistics of each image over groups of eight channels, all channels where eight does not divide them. */
  GROUP,
  /** Nothing. */
  NONE;

  private static final int GROUP_SIZE = 8;

  /** The layer that normalises {@code channels}; {@link #NONE} has none. */
  LayerSpec layer(int channels) {
    return switch (this) {
      case BATCH -> new LayerSpec.BatchNorm(channels);
      case GROUP -> new LayerSpec.GroupNorm(channels, channels % GROUP_SIZE == 0 ? channels / GROUP_SIZE : 1);
      case NONE -> throw new IllegalArgumentException("normalisation: expected batch or group, was none");
    };
  }
}
