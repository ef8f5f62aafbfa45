package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;

/**
 * Which way layers are computed.
 *
 * <p>Convolutions with stride 1, 'same' padding, an odd kernel from 5 up and maps small enough for the transforms
 * (side + kernel / 2 at most 128) go by Fourier transforms, where the JVM has the vector module; what follows them
 * (normalisation, activation, global average) is fused with them. Everything else is computed directly, one
 * operator a layer. A convolution's own {@link Algorithm} overrules this: {@code DIRECT} is always possible,
 * {@code FFT} an error where it is not, and it takes kernels from 3 up.
 */
final class AlgorithmRule {

  private AlgorithmRule() {}

  /**
   * How many layers from {@code from} on one chain of Fourier transforms takes; 0 if the layer there is computed
   * directly.
   *
   * @throws IllegalArgumentException if the layer is forced to FFT and cannot be
   */
  static int fused(List<LayerSpec> layers, int from, Shape input) {
    int run = VectorSupport.available() ? ChainPlan.runLength(layers, from, input) : 0;
    if (run == 0 && layers.get(from) instanceof LayerSpec.Convolution convolution
        && convolution.algorithm() == Algorithm.FFT) {
      throw new IllegalArgumentException(
          "layer %d: expected a convolution that can be computed by Fourier transforms, was %s on %s (%s)"
              .formatted(from, convolution, input, obstacle(convolution)));
    }
    return run;
  }

  /** A line per operator, for people: the layers it takes, how it computes them, and why. */
  static List<String> plan(List<LayerSpec> layers, Shape input) {
    List<String> lines = new ArrayList<>();
    Shape shape = input;
    for (int from = 0; from < layers.size(); ) {
      lines.add(describe(layers, from, shape));
      int next = from + Math.max(1, fused(layers, from, shape));
      for (; from < next; from++) {
        shape = layers.get(from).output(shape);
      }
    }
    return lines;
  }

  private static String describe(List<LayerSpec> layers, int from, Shape input) {
    int run = fused(layers, from, input);
    if (run > 0) {
      List<String> names = new ArrayList<>();
      layers.subList(from, from + run).forEach(layer -> names.add(name(layer)));
      return "layers %d-%d: Fourier transforms, fused: %s".formatted(from, from + run - 1, String.join(", ", names));
    }
    LayerSpec layer = layers.get(from);
    return layer instanceof LayerSpec.Convolution convolution
        ? "layer %d: %s direct, because %s".formatted(from, name(layer), obstacle(convolution))
        : "layer %d: %s".formatted(from, name(layer));
  }

  private static String obstacle(LayerSpec.Convolution c) {
    if (c.algorithm() == Algorithm.DIRECT) {
      return "it is so configured";
    }
    if (c.stride() != 1 || 2 * c.padding() + 1 != c.kernel()) {
      return "stride %d and padding %d do not keep the map's size".formatted(c.stride(), c.padding());
    }
    if (c.algorithm() == Algorithm.AUTO && c.kernel() < ChainPlan.SMALLEST_AUTO_KERNEL) {
      return "its kernel is smaller than " + ChainPlan.SMALLEST_AUTO_KERNEL;
    }
    if (!VectorSupport.available()) {
      return "this JVM was started without the module " + VectorSupport.MODULE;
    }
    return "its maps are too large for the transforms";
  }

  private static String name(LayerSpec layer) {
    return layer instanceof LayerSpec.Convolution c
        ? "convolution %dx%d %d-%d".formatted(c.kernel(), c.kernel(), c.inputs(), c.outputs())
        : layer.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
