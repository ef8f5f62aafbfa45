package org.palimpsest.nn.engine;

/**
 * One coefficient per channel, repeated so often that loops over it are long enough to run in vector
 * instructions even where channels are few.
 */
final class Periodic {

  private static final int LENGTH = 512;

  private final int channels;

  /** The coefficients of channel 0, 1, ... again and again. */
  final float[] values;

  Periodic(int channels) {
    this.channels = channels;
    values = new float[period(channels)];
  }

  /** A multiple of {@code channels}. */
  static int period(int channels) {
    return channels * Math.max(1, LENGTH / channels);
  }

  void set(int channel, float value) {
    for (int i = channel; i < values.length; i += channels) {
      values[i] = value;
    }
  }
}
