package org.palimpsest.nn.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight channels side by side in one vector register. One width on every machine: results must not depend on it,
 * and a second vector species in the same program makes the compiled loops of the first several times slower.
 */
final class Lanes {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
  static final int WIDTH = 8;

  /** Floats from one complex number of eight lanes to the next: eight real parts, then eight imaginary ones. */
  static final int COMPLEX = 2 * WIDTH;

  private Lanes() {}

  static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  static FloatVector splat(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  static int roundUp(int value, int multiple) {
    return Math.multiplyExact(Math.floorDiv(value + multiple - 1, multiple), multiple);
  }

  /** How many of the eight channels from {@code channel} on exist. */
  static int existing(int channel, int channels) {
    return Math.min(WIDTH, channels - channel);
  }
}
