package org.palimpsest.bench;

/**
 * A 'same' convolution with stride 1 on square maps, as a benchmark's parameter names it: kernel, inputs, outputs and
 * side of the map, such as {@code 3-64-64-56}.
 */
public record LayerShape(int kernel, int inputs, int outputs, int side) {

  public static LayerShape parse(String text) {
    String[] parts = text.split("-");
    if (parts.length != 4) {
      throw new IllegalArgumentException("layer: expected kernel-inputs-outputs-side, was " + text);
    }
    return new LayerShape(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
  }
}
