package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.nn.engine.fourier.ChainPlan;

/**
 * Which way layers are computed.
 *
 * <p>Convolutions with stride 1, 'same' padding, an odd kernel from 5 up and maps small enough for the transforms
 * (side + kernel / 2 at most 128) go by Fourier transforms, where the JVM has the vector module; what follows them
 * (normalisation, activation, global average) is fused with them. Everything else is computed directly, one
 * operator a layer. A convolution's own {@link Algorithm} overrules this: {@code DIRECT} is always possible,
 * {@code FFT} an error where it is not, and it takes kernels from 3 up.
 */
public final class AlgorithmRule {

  /** AUTO leaves smaller kernels to the direct algorithm. */
  private static final int SMALLEST_AUTO_KERNEL = 5;

  private AlgorithmRule() {}

  /** Why the convolution is not computed by Fourier transforms, as the end of a sentence; empty if it is. */
  public static Optional<String> obstacle(LayerSpec.Convolution convolution, Shape input) {
    if (convolution.algorithm() == Algorithm.DIRECT) {
      return Optional.of("it is so configured");
    }
    if (!convolution.bias()) {
      return Optional.of("it has no bias");
    }
    if (convolution.algorithm() == Algorithm.AUTO && convolution.kernel() < SMALLEST_AUTO_KERNEL) {
      return Optional.of("its kernel is smaller than " + SMALLEST_AUTO_KERNEL);
    }
    Optional<String> obstacle = ChainPlan.obstacle(convolution, input);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (!VectorSupport.available()) {
      return Optional.of("this JVM was started without the module " + VectorSupport.MODULE);
    }
    return Optional.empty();
  }

  /**
   * The run of layers from {@code from} on that one chain of Fourier transforms takes; empty if the layer there is
   * computed directly.
   *
   * @throws IllegalArgumentException if the layer is forced to FFT and cannot be
   */
  static ChainPlan fused(List<LayerSpec> layers, int from, Shape input) {
    if (layers.get(from) instanceof LayerSpec.Convolution convolution && convolution.algorithm() == Algorithm.FFT) {
      obstacle(convolution, input).ifPresent(obstacle -> {
        throw new IllegalArgumentException(
            "layer %d: expected a convolution that can be computed by Fourier transforms, was %s on %s (%s)"
                .formatted(from, convolution, input, obstacle));
      });
    }
    return ChainPlan.longest(layers, from, input, (layer, shape) -> obstacle(layer, shape).isEmpty());
  }

  /** A line per operator, for people: the layers it takes, how it computes them, and why. */
  static List<String> plan(List<LayerSpec> layers, Shape input) {
    List<String> lines = new ArrayList<>();
    plan(layers, input, "", lines);
    return lines;
  }

  private static void plan(List<LayerSpec> layers, Shape input, String indent, List<String> lines) {
    Shape shape = input;
    for (int from = 0; from < layers.size(); ) {
      ChainPlan run = fused(layers, from, shape);
      LayerSpec layer = layers.get(from);
      lines.add(indent + (run.isEmpty() ? describe(from, layer, shape) : describe(from, run, layers)));
      if (layer instanceof LayerSpec.Residual residual) {
        plan(residual.body(), shape, indent + "  body, ", lines);
        plan(residual.shortcut(), shape, indent + "  shortcut, ", lines);
      } else if (layer instanceof LayerSpec.Dense dense) {
        plan(dense.body(), shape, indent + "  body, ", lines);
      }
      int next = from + Math.max(1, run.layers());
      for (; from < next; from++) {
        shape = layers.get(from).output(shape);
      }
    }
  }

  private static String describe(int from, ChainPlan run, List<LayerSpec> layers) {
    int end = from + run.layers();
    boolean forced = run.blocks().stream().anyMatch(block -> block.convolution().algorithm() == Algorithm.FFT);
    String reason =
        forced
            ? "it is so configured"
            : "kernels are at least %d, maps keep their size and fit transforms of at most %d points"
                .formatted(SMALLEST_AUTO_KERNEL, ChainPlan.LARGEST);
    List<String> names = layers.subList(from, end).stream().map(AlgorithmRule::name).toList();
    return "%s: Fourier transforms, because %s; fused: %s"
        .formatted(
            run.layers() == 1 ? "layer " + from : "layers %d-%d".formatted(from, end - 1),
            reason,
            String.join(", ", names));
  }

  private static String describe(int at, LayerSpec layer, Shape input) {
    return layer instanceof LayerSpec.Convolution convolution
        ? "layer %d: %s direct, because %s".formatted(at, name(layer), obstacle(convolution, input).orElseThrow())
        : "layer %d: %s".formatted(at, name(layer));
  }

  private static String name(LayerSpec layer) {
    String kind = layer.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", " $1").toLowerCase(Locale.ROOT);
    if (layer instanceof LayerSpec.Convolution c) {
      return "%s %dx%d %d-%d".formatted(kind, c.kernel(), c.kernel(), c.inputs(), c.outputs());
    }
    if (layer instanceof LayerSpec.TransposedConvolution c) {
      return "%s %dx%d %d-%d".formatted(kind, c.kernel(), c.kernel(), c.inputs(), c.outputs());
    }
    return kind;
  }
}
