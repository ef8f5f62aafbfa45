package org.palimpsest.nn.engine;

/** A float array that is replaced by a longer one when more is asked for. */
public final class GrowingArray {

  private float[] values = new float[0];

  /** The array with room for {@code length} values; when that takes a longer one, what was in the old one is lost. */
  public float[] reserve(int length) {
    if (length > values.length) {
      values = new float[0]; // lets the old array go before the new one is asked for
      values = new float[length];
    }
    return values;
  }

  public float[] values() {
    return values;
  }
}
