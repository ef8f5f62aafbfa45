package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;

/** A layer as a network declares it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LayerSpec.Convolution.class, name = "convolution"),
  @JsonSubTypes.Type(value = LayerSpec.StandardisedConvolution.class, name = "standardised-convolution"),
  @JsonSubTypes.Type(value = LayerSpec.TransposedConvolution.class, name = "transposed-convolution"),
  @JsonSubTypes.Type(value = LayerSpec.BatchNorm.class, name = "batch-norm"),
  @JsonSubTypes.Type(value = LayerSpec.GroupNorm.class, name = "group-norm"),
  @JsonSubTypes.Type(value = LayerSpec.Relu.class, name = "relu"),
  @JsonSubTypes.Type(value = LayerSpec.Tanh.class, name = "tanh"),
  @JsonSubTypes.Type(value = LayerSpec.MaxPool.class, name = "max-pool"),
  @JsonSubTypes.Type(value = LayerSpec.AveragePool.class, name = "average-pool"),
  @JsonSubTypes.Type(value = LayerSpec.GlobalAveragePool.class, name = "global-average-pool"),
  @JsonSubTypes.Type(value = LayerSpec.UnitNorm.class, name = "unit-norm"),
  @JsonSubTypes.Type(value = LayerSpec.Residual.class, name = "residual"),
  @JsonSubTypes.Type(value = LayerSpec.Dense.class, name = "dense")
})
public sealed interface LayerSpec {

  /** The shape of the output; refuses an input that does not fit, naming both. */
  Shape output(Shape input);

  /** The layer's parameters, in the order in which they lie in the flattened view. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** The same layers with every convolution, those inside others too, computed the given way. */
  static List<LayerSpec> with(Algorithm algorithm, List<LayerSpec> layers) {
    return layers.stream().map(layer -> layer.with(algorithm)).toList();
  }

  /** The same layer with every convolution in it computed the given way. */
  default LayerSpec with(Algorithm algorithm) {
    return this;
  }

  /** True if in training an image's output depends on the others of its batch. */
  default boolean couplesImages() {
    return false;
  }

  /** The shape of what becomes of {@code input} in one layer after the other. */
  static Shape output(Shape input, List<LayerSpec> layers) {
    Shape shape = input;
    for (LayerSpec layer : layers) {
      shape = layer.output(shape);
    }
    return shape;
  }

  /** Which way a convolution is computed. */
  enum Algorithm {
    /** By the engine's documented rule. */
    AUTO,
    FFT,
    WINOGRAD,
    DIRECT
  }

  /**
   * Square cross-correlation: {@code weight} (out, in, k, k) and, unless there is none, {@code bias} (out).
   *
   * @param bias whether a learned value per output channel is added
   */
  record Convolution(
      int inputs, int outputs, int kernel, int stride, int padding, Algorithm algorithm, boolean bias)
      implements LayerSpec {

    public Convolution {
      Require.that(inputs >= 1, "inputs", "at least 1", inputs);
      Require.that(outputs >= 1, "outputs", "at least 1", outputs);
      Require.that(kernel >= 1, "kernel", "at least 1", kernel);
      Require.that(stride >= 1, "stride", "at least 1", stride);
      Require.that(padding >= 0 && padding < kernel, "padding", "0.." + (kernel - 1), padding);
    }

    /** With bias. */
    public Convolution(int inputs, int outputs, int kernel, int stride, int padding, Algorithm algorithm) {
      this(inputs, outputs, kernel, stride, padding, algorithm, true);
    }

    /** From a file; those written when every convolution had a bias do not say so. */
    @JsonCreator
    static Convolution read(
        @JsonProperty("inputs") int inputs,
        @JsonProperty("outputs") int outputs,
        @JsonProperty("kernel") int kernel,
        @JsonProperty("stride") int stride,
        @JsonProperty("padding") int padding,
        @JsonProperty("algorithm") Algorithm algorithm,
        @JsonProperty("bias") Boolean bias) {
      return new Convolution(inputs, outputs, kernel, stride, padding, algorithm, bias == null || bias);
    }

    /** Stride 1 and the padding that keeps the map's size; {@code kernel} odd. */
    public static Convolution same(int inputs, int outputs, int kernel) {
      Require.that(kernel % 2 == 1, "kernel", "odd for 'same' padding", kernel);
      return new Convolution(inputs, outputs, kernel, 1, kernel / 2, Algorithm.AUTO);
    }

    /** Half the kernel as padding and no bias, as before a normalisation; {@code kernel} odd. */
    public static Convolution unbiased(int inputs, int outputs, int kernel, int stride) {
      Require.that(kernel % 2 == 1, "kernel", "odd", kernel);
      return new Convolution(inputs, outputs, kernel, stride, kernel / 2, Algorithm.AUTO, false);
    }

    @Override
    public Convolution with(Algorithm algorithm) {
      return new Convolution(inputs, outputs, kernel, stride, padding, algorithm, bias);
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
      Parameter weight = new Parameter("weight", Parameter.Kind.LEARNED, List.of(outputs, inputs, kernel, kernel));
      return bias
          ? List.of(weight, new Parameter("bias", Parameter.Kind.LEARNED, List.of(outputs)))
          : List.of(weight);
    }
  }

  /**
   * A convolution whose weights are standardised before they are used: those of each output have mean 0 and, unless
   * they hardly differ, sum of squares 1. Scaled weight standardisation (Brock, De &amp; Smith, ICLR 2021,
   * arXiv:2101.08692), as De et al. 2022 (arXiv:2204.13650) train with; Qiao et al. 2019, arXiv:1903.10520. Deviation:
   * without a gain of its own, as the normalisation that follows has one.
   */
  record StandardisedConvolution(Convolution convolution) implements LayerSpec {

    /** The least sum of squares that is divided by. */
    public static final double EPSILON = 1e-4;

    @Override
    public StandardisedConvolution with(Algorithm algorithm) {
      return new StandardisedConvolution(convolution.with(algorithm));
    }

    @Override
    public Shape output(Shape input) {
      return convolution.output(input);
    }

    @Override
    public List<Parameter> parameters() {
      return convolution.parameters();
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
    public boolean couplesImages() {
      return true;
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

  /**
   * What some layers make of the input added to what others make of it: y = body(x) + shortcut(x), as in He et al.,
   * Deep residual learning (CVPR 2016). Parameters are named {@code body.0.weight}, {@code shortcut.0.weight} and so
   * on.
   *
   * @param body at least one layer
   * @param shortcut none for the input itself
   */
  record Residual(List<LayerSpec> body, List<LayerSpec> shortcut) implements LayerSpec {

    public Residual {
      body = List.copyOf(body);
      shortcut = List.copyOf(shortcut);
      Require.that(!body.isEmpty(), "body", "at least one layer", body);
    }

    @Override
    public boolean couplesImages() {
      return Stream.concat(body.stream(), shortcut.stream()).anyMatch(LayerSpec::couplesImages);
    }

    @Override
    public Residual with(Algorithm algorithm) {
      return new Residual(LayerSpec.with(algorithm, body), LayerSpec.with(algorithm, shortcut));
    }

    @Override
    public Shape output(Shape input) {
      Shape output = LayerSpec.output(input, body);
      Shape beside = LayerSpec.output(input, shortcut);
      Require.that(output.equals(beside), "shortcut", "an output of " + output + ", as the body's", beside);
      return output;
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> all = new ArrayList<>(nested("body", body));
      all.addAll(nested("shortcut", shortcut));
      return all;
    }
  }

  /**
   * The input's channels, then those that some layers make of it: as in Huang et al., Densely connected convolutional
   * networks (CVPR 2017). Parameters are named {@code body.0.weight} and so on.
   *
   * @param body at least one layer, which keep the map's height and width
   */
  record Dense(List<LayerSpec> body) implements LayerSpec {

    public Dense {
      body = List.copyOf(body);
      Require.that(!body.isEmpty(), "body", "at least one layer", body);
    }

    @Override
    public boolean couplesImages() {
      return body.stream().anyMatch(LayerSpec::couplesImages);
    }

    @Override
    public Dense with(Algorithm algorithm) {
      return new Dense(LayerSpec.with(algorithm, body));
    }

    @Override
    public Shape output(Shape input) {
      Shape added = LayerSpec.output(input, body);
      Require.that(
          added.height() == input.height() && added.width() == input.width(), "body",
          "an output of the input's height and width, %d x %d".formatted(input.height(), input.width()), added);
      return new Shape(input.height(), input.width(), Math.addExact(input.channels(), added.channels()));
    }

    @Override
    public List<Parameter> parameters() {
      return nested("body", body);
    }
  }

  private static List<Parameter> nested(String name, List<LayerSpec> layers) {
    List<Parameter> all = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      for (Parameter p : layers.get(layer).parameters()) {
        all.add(new Parameter("%s.%d.%s".formatted(name, layer, p.name()), p.kind(), p.shape()));
      }
    }
    return all;
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
