package org.palimpsest.nn.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Channels side by side in one vector register, as many as the machine's registers hold, 16 at most. What is computed
 * does not depend on how many: lanes never meet, and sums run over images, inner channels and pixels in one order. A
 * single species serves the whole program: a second one makes the compiled loops of the first several times slower.
 */
public final class Lanes {

  public static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() < 16 ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

  public static final int WIDTH = SPECIES.length();

  /** Floats from one complex register to the next: {@code WIDTH} real parts, then as many imaginary ones. */
  public static final int COMPLEX = 2 * WIDTH;

  private Lanes() {}

  public static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  public static FloatVector splat(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  public static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  public static int roundUp(int value, int multiple) {
    return Math.multiplyExact(Math.floorDiv(value + multiple - 1, multiple), multiple);
  }

  /** How many of the {@code WIDTH} channels from {@code channel} on exist. */
  public static int existing(int channel, int channels) {
    return Math.min(WIDTH, channels - channel);
  }
}
