package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Engine.VectorSupport;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.nn.engine.fourier.ChainPlan;
import org.palimpsest.nn.engine.winograd.Winograd;

/**
 * Which way layers are computed, where the JVM has the vector module.
 *
 * <p>Convolutions with bias, stride 1, 'same' padding, an odd kernel from 5 up and maps small enough for the transforms
 * (side + kernel / 2 at most 128) go by Fourier transforms; what follows them (normalisation, activation, global
 * average) is fused with them. Kernels of 3 with stride 1 and padding 1, at least {@value #FEWEST_CHANNELS} channels on
 * either side and maps of at least {@value #SMALLEST_MAP} pixels a side go by Winograd's algorithm. Everything else is
 * computed directly, one operator a layer. A convolution's own {@link Algorithm} overrules this: {@code DIRECT} is
 * always possible, {@code FFT} and {@code WINOGRAD} an error where they are not; {@code FFT} takes kernels from 3 up,
 * {@code WINOGRAD} any channels and maps.
 */
public final class AlgorithmRule {

  /** AUTO leaves smaller kernels to the direct algorithm. */
  private static final int SMALLEST_AUTO_KERNEL = 5;

  /** Registers of 16 lanes are full from here on. */
  private static final int FEWEST_CHANNELS = 16;

  /** On fewer pixels a tile's 36 products are as many as there are taps inside the map. */
  private static final int SMALLEST_MAP = 3;

  private AlgorithmRule() {}

  /** Why the convolution is not computed by Fourier transforms, as the end of a sentence; empty if it is. */
  public static Optional<String> obstacle(LayerSpec.Convolution convolution, Shape input) {
    if (convolution.algorithm() == Algorithm.DIRECT || convolution.algorithm() == Algorithm.WINOGRAD) {
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
    return vectorModule();
  }

  /** Why the convolution is not computed by Winograd's algorithm, as the end of a sentence; empty if it is. */
  static Optional<String> obstacleToWinograd(LayerSpec.Convolution convolution, Shape input) {
    if (convolution.algorithm() == Algorithm.DIRECT || convolution.algorithm() == Algorithm.FFT) {
      return Optional.of("it is so configured");
    }
    if (convolution.kernel() != 3 || convolution.stride() != 1 || convolution.padding() != 1) {
      return Optional.of("it is not 3x3 with stride 1 and padding 1");
    }
    if (convolution.algorithm() == Algorithm.AUTO) {
      if (Math.min(convolution.inputs(), convolution.outputs()) < FEWEST_CHANNELS) {
        return Optional.of("it has fewer than %d channels".formatted(FEWEST_CHANNELS));
      }
      if (Math.min(input.height(), input.width()) < SMALLEST_MAP) {
        return Optional.of("its maps are smaller than " + SMALLEST_MAP);
      }
    }
    return vectorModule();
  }

  private static Optional<String> vectorModule() {
    return VectorSupport.available()
        ? Optional.empty()
        : Optional.of("this JVM was started without the module " + VectorSupport.MODULE);
  }

  /**
   * What multiplies for a convolution that no chain takes.
   *
   * @throws IllegalArgumentException if the layer is forced to WINOGRAD and cannot be
   */
  static KernelProducts products(LayerSpec.Convolution convolution, Shape input, Workers workers) {
    Optional<String> obstacle = obstacleToWinograd(convolution, input);
    Shape output = convolution.output(input);
    if (obstacle.isEmpty()) {
      return new Winograd(input, output, workers);
    }
    if (convolution.algorithm() == Algorithm.WINOGRAD) {
      throw new IllegalArgumentException(
          "expected a convolution for Winograd's algorithm, was %s on %s (%s)"
              .formatted(convolution, input, obstacle.get()));
    }
    return new Patches(
        input, output, convolution.kernel(), convolution.stride(), convolution.padding(), workers);
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
    if (!(layer instanceof LayerSpec.Convolution convolution)) {
      return "layer %d: %s".formatted(at, name(layer));
    }
    Optional<String> obstacle = obstacleToWinograd(convolution, input);
    if (obstacle.isEmpty()) {
      return "layer %d: %s by Winograd's algorithm, because %s".formatted(at, name(layer),
          convolution.algorithm() == Algorithm.WINOGRAD
              ? "it is so configured"
              : "it is 3x3 with stride 1, at least %d channels and maps of at least %d"
                  .formatted(FEWEST_CHANNELS, SMALLEST_MAP));
    }
    String reason = convolution.kernel() == 3 ? obstacle.get() : obstacle(convolution, input).orElseThrow();
    return "layer %d: %s direct, because %s".formatted(at, name(layer), reason);
  }

  private static String name(LayerSpec layer) {
    String kind = layer.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", " $1").toLowerCase(Locale.ROOT);
    if (layer instanceof LayerSpec.Convolution c) {
      return "%s %dx%d %d-%d".formatted(kind, c.kernel(), c.kernel(), c.inputs(), c.outputs());
    }
    if (layer instanceof LayerSpec.StandardisedConvolution s) {
      return "standardised " + name(s.convolution());
    }
    if (layer instanceof LayerSpec.TransposedConvolution c) {
      return "%s %dx%d %d-%d".formatted(kind, c.kernel(), c.kernel(), c.inputs(), c.outputs());
    }
    return kind;
  }
}
