package org.palimpsest.nn.engine;

import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;

/** A layer as a network declares it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LayerSpec.Convolution.class, name = "convolution"),
  @JsonSubTypes.Type(value = LayerSpec.TransposedConvolution.class, name = "transposed-convolution"),
  @JsonSubTypes.Type(value = LayerSpec.BatchNorm.class, name = "batch-norm"),
  @JsonSubTypes.Type(value = LayerSpec.GroupNorm.class, name = "group-norm"),
  @JsonSubTypes.Type(value = LayerSpec.Relu.class, name = "relu"),
  @JsonSubTypes.Type(value = LayerSpec.Tanh.class, name = "tanh"),
  @JsonSubTypes.Type(value = LayerSpec.MaxPool.class, name = "max-pool"),
  @JsonSubTypes.Type(value = LayerSpec.AveragePool.class, name = "average-pool"),
  @JsonSubTypes.Type(value = LayerSpec.GlobalAveragePool.class, name = "global-average-pool"),
  @JsonSubTypes.Type(value = LayerSpec.UnitNorm.class, name = "unit-norm")
})
public sealed interface LayerSpec {

  /** The shape of the output; refuses an input that does not fit, naming both. */
  Shape output(Shape input);

  /** The layer's parameters, in the order in which they lie in the flattened view. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** The same layers with every convolution computed the given way. */
  static List<LayerSpec> with(Algorithm algorithm, List<LayerSpec> layers) {
    return layers.stream()
        .map(layer -> layer instanceof Convolution convolution ? convolution.with(algorithm) : layer)
        .toList();
  }

  /** Which way a convolution is computed. */
  enum Algorithm {
    /** By the engine's documented rule. */
    AUTO,
    FFT,
    DIRECT
  }

  /** Square cross-correlation with bias: {@code weight} (out, in, k, k) and {@code bias} (out). */
  record Convolution(int inputs, int outputs, int kernel, int stride, int padding, Algorithm algorithm)
      implements LayerSpec {

    public Convolution {
      Require.that(inputs >= 1, "inputs", "at least 1", inputs);
      Require.that(outputs >= 1, "outputs", "at least 1", outputs);
      Require.that(kernel >= 1, "kernel", "at least 1", kernel);
      Require.that(stride >= 1, "stride", "at least 1", stride);
      Require.that(padding >= 0 && padding < kernel, "padding", "0.." + (kernel - 1), padding);
    }

    /** Stride 1 and the padding that keeps the map's size; {@code kernel} odd. */
    public static Convolution same(int inputs, int outputs, int kernel) {
      Require.that(kernel % 2 == 1, "kernel", "odd for 'same' padding", kernel);
      return new Convolution(inputs, outputs, kernel, 1, kernel / 2, Algorithm.AUTO);
    }

    /** The same convolution computed the given way. */
    public Convolution with(Algorithm algorithm) {
      return new Convolution(inputs, outputs, kernel, stride, padding, algorithm);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels(this, inputs, input);
      return new Shape(extent(input.height()), extent(input.width()), outputs);
    }

    private int extent(int size) {
      return slid(this, size, kernel, stride, padding);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter("weight", Parameter.Kind.LEARNED, List.of(outputs, inputs, kernel, kernel)),
          new Parameter("bias", Parameter.Kind.LEARNED, List.of(outputs)));
    }
  }

  /**
   * The transpose of a convolution's data path, as PyTorch's ConvTranspose2d: {@code weight} (in, out, k, k) and
   * {@code bias} (out); output extent (n - 1) stride - 2 padding + kernel.
   */
  record TransposedConvolution(int inputs, int outputs, int kernel, int stride, int padding)
      implements LayerSpec {

    public TransposedConvolution {
      Require.that(inputs >= 1, "inputs", "at least 1", inputs);
      Require.that(outputs >= 1, "outputs", "at least 1", outputs);
      Require.that(kernel >= 1, "kernel", "at least 1", kernel);
      Require.that(stride >= 1, "stride", "at least 1", stride);
      Require.that(padding >= 0 && padding < kernel, "padding", "0.." + (kernel - 1), padding);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels(this, inputs, input);
      int height = (input.height() - 1) * stride - 2 * padding + kernel;
      int width = (input.width() - 1) * stride - 2 * padding + kernel;
      Require.that(height >= 1 && width >= 1, "input", "maps that leave at least one output", input);
      return new Shape(height, width, outputs);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter("weight", Parameter.Kind.LEARNED, List.of(inputs, outputs, kernel, kernel)),
          new Parameter("bias", Parameter.Kind.LEARNED, List.of(outputs)));
    }
  }

  /**
   * Batch normalisation as PyTorch's BatchNorm2d: epsilon 1e-5, running statistics
   * {@code 0.9 old + 0.1 new} with the unbiased variance.
   */
  record BatchNorm(int channels) implements LayerSpec {

    public static final double EPSILON = 1e-5;
    public static final double MOMENTUM = 0.1;

    public BatchNorm {
      Require.that(channels >= 1, "channels", "at least 1", channels);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels(this, channels, input);
      return input;
    }

    @Override
    public List<Parameter> parameters() {
      List<Integer> shape = List.of(channels);
      return List.of(
          new Parameter("weight", Parameter.Kind.LEARNED, shape),
          new Parameter("bias", Parameter.Kind.LEARNED, shape),
          new Parameter("running_mean", Parameter.Kind.RUNNING, shape),
          new Parameter("running_var", Parameter.Kind.RUNNING, shape));
    }
  }

  /** Group normalisation as PyTorch's GroupNorm, epsilon 1e-5, with scale and shift per channel. */
  record GroupNorm(int channels, int groups) implements LayerSpec {

    public static final double EPSILON = 1e-5;

    public GroupNorm {
      Require.that(channels >= 1, "channels", "at least 1", channels);
      Require.that(groups >= 1 && channels % groups == 0, "groups", "a divisor of " + channels, groups);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels(this, channels, input);
      return input;
    }

    @Override
    public List<Parameter> parameters() {
      List<Integer> shape = List.of(channels);
      return List.of(
          new Parameter("weight", Parameter.Kind.LEARNED, shape),
          new Parameter("bias", Parameter.Kind.LEARNED, shape));
    }
  }

  /** max(x, 0). */
  record Relu() implements LayerSpec {
    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements LayerSpec {
    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /** Largest value of each window; padding counts as minus infinity. */
  record MaxPool(int kernel, int stride, int padding) implements LayerSpec {

    public MaxPool {
      Require.that(kernel >= 1, "kernel", "at least 1", kernel);
      Require.that(stride >= 1, "stride", "at least 1", stride);
      Require.that(padding >= 0 && 2 * padding <= kernel, "padding", "0..kernel / 2", padding);
    }

    @Override
    public Shape output(Shape input) {
      return new Shape(
          slid(this, input.height(), kernel, stride, padding),
          slid(this, input.width(), kernel, stride, padding),
          input.channels());
    }
  }

  /** Mean of each window; padding counts as zeros. */
  record AveragePool(int kernel, int stride, int padding) implements LayerSpec {

    public AveragePool {
      Require.that(kernel >= 1, "kernel", "at least 1", kernel);
      Require.that(stride >= 1, "stride", "at least 1", stride);
      Require.that(padding >= 0 && 2 * padding <= kernel, "padding", "0..kernel / 2", padding);
    }

    @Override
    public Shape output(Shape input) {
      return new Shape(
          slid(this, input.height(), kernel, stride, padding),
          slid(this, input.width(), kernel, stride, padding),
          input.channels());
    }
  }

  /** Mean over the whole map: (1, 1, channels). */
  record GlobalAveragePool() implements LayerSpec {
    @Override
    public Shape output(Shape input) {
      return new Shape(1, 1, input.channels());
    }
  }

  /** Each image's values divided by max(their Euclidean norm, 1e-12). */
  record UnitNorm() implements LayerSpec {

    public static final double EPSILON = 1e-12;

    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  private static int slid(LayerSpec layer, int size, int kernel, int stride, int padding) {
    int extent = Math.floorDiv(size + 2 * padding - kernel, stride) + 1;
    if (extent < 1) {
      throw new IllegalArgumentException(
          "%s: expected maps of at least %d, was %d".formatted(layer, kernel - 2 * padding, size));
    }
    return extent;
  }

  private static void requireChannels(LayerSpec layer, int channels, Shape input) {
    if (input.channels() != channels) {
      throw new IllegalArgumentException(
          "%s: expected %d channels, was %d".formatted(layer, channels, input.channels()));
    }
  }
}
