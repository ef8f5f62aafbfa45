package org.palimpsest.bench;

/**
 * A convolution with half its kernel as padding on square maps, as a benchmark's parameter names it: kernel, inputs,
 * outputs, side of the map and, if it is not 1, stride, such as {@code 3-64-64-56} or {@code 3-64-128-56-2}.
 */
public record LayerShape(int kernel, int inputs, int outputs, int side, int stride) {

  public static LayerShape parse(String text) {
    String[] parts = text.split("-");
    if (parts.length != 4 && parts.length != 5) {
      throw new IllegalArgumentException("layer: expected kernel-inputs-outputs-side[-stride], was " + text);
    }
    return new LayerShape(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        parts.length == 4 ? 1 : Integer.parseInt(parts[4]));
  }

  public int padding() {
    return kernel / 2;
  }

  /** Of the map that comes out. */
  public int outputSide() {
    return (side + 2 * padding() - kernel) / stride + 1;
  }

  /** Floating-point operations that the definition takes for an image, forward. */
  public double flops() {
    return 2.0 * kernel * kernel * inputs * outputs * outputSide() * outputSide();
  }
}
