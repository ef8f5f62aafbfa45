package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a parameter of a list of layers lies in the flat arrays.
 *
 * @param layer index of its layer
 * @param offset of its first value
 */
public record ParameterSlot(int layer, Parameter parameter, int offset) {

  /** Layer index and name, such as {@code 3.weight}. */
  public String name() {
    return layer + "." + parameter.name();
  }

  /** One past its last value. */
  public int end() {
    return offset + parameter.length();
  }

  /** All parameters in the order of layers and, within them, of {@link LayerSpec#parameters()}. */
  public static List<ParameterSlot> of(List<LayerSpec> layers) {
    List<ParameterSlot> slots = new ArrayList<>();
    int offset = 0;
    for (int layer = 0; layer < layers.size(); layer++) {
      for (Parameter parameter : layers.get(layer).parameters()) {
        slots.add(new ParameterSlot(layer, parameter, offset));
        offset = Math.addExact(offset, parameter.length());
      }
    }
    return List.copyOf(slots);
  }

  /** How many values {@code slots} take together. */
  public static int length(List<ParameterSlot> slots) {
    return slots.isEmpty() ? 0 : slots.get(slots.size() - 1).end();
  }
}
