package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.random.Seed;

/**
 * The network of Bahng et al. (ReBias, ICML 2020) that the Bridging paper uses for Biased-MNIST: for each
 * width a stride-1 'same' convolution with bias, a normalisation and an activation; then global average
 * pooling to the features and a linear layer to the logits. No pooling in between.
 *
 * @param imageSize height of the input, and its width where no other is given, at least 1
 * @param imageWidth width of the input where that is not its height, at least 1
 * @param channels of the input, at least 1
 * @param widths output channels of the convolutions, each at least 1; the last is D
 * @param kernelSize odd; 7 for the network under study, 1 for the bias-only network
 * @param normalisation behind each convolution
 * @param bottleneck the last activation, and what features are made of it
 * @param classes C, at least 2
 */
public record SimpleConvNet(
    int imageSize,
    @Implied("null") Optional<Integer> imageWidth,
    int channels,
    List<Integer> widths,
    int kernelSize,
    Normalisation normalisation,
    Bottleneck bottleneck,
    int classes)
    implements NetworkSpec {

  /** The published network for 28 x 28 colour images and ten classes. */
  public static final SimpleConvNet PUBLISHED =
      new SimpleConvNet(28, 3, List.of(16, 32, 64, 128), 7, Normalisation.BATCH, Bottleneck.RELU, 10);

  public SimpleConvNet {
    Require.that(imageSize >= 1, "imageSize", "at least 1", imageSize);
    imageWidth.ifPresent(width -> Require.that(width >= 1, "imageWidth", "at least 1", width));
    imageWidth = imageWidth.filter(width -> width != imageSize);
    Require.that(channels >= 1, "channels", "at least 1", channels);
    widths = List.copyOf(widths);
    boolean positive = !widths.isEmpty() && widths.stream().allMatch(width -> width >= 1);
    Require.that(positive, "widths", "one or more, each at least 1", widths);
    Require.that(kernelSize >= 1 && kernelSize % 2 == 1, "kernelSize", "odd and at least 1", kernelSize);
    Require.that(classes >= 2, "classes", "at least 2", classes);
  }

  /** For images as high as wide. */
  public SimpleConvNet(
      int imageSize,
      int channels,
      List<Integer> widths,
      int kernelSize,
      Normalisation normalisation,
      Bottleneck bottleneck,
      int classes) {
    this(imageSize, Optional.empty(), channels, widths, kernelSize, normalisation, bottleneck, classes);
  }

  @Override
  public String name() {
    return "simple-conv-net";
  }

  @Override
  public int featureCount() {
    return widths.get(widths.size() - 1);
  }

  @Override
  public boolean unitFeatures() {
    return bottleneck == Bottleneck.TANH_UNIT;
  }

  @Override
  public boolean couplesImages() {
    return normalisation == Normalisation.BATCH;
  }

  @Override
  public String summary() {
    String chain = widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    return "%dx%d %s, %s norm, %s bottleneck"
        .formatted(
            kernelSize,
            kernelSize,
            chain,
            normalisation.name().toLowerCase(),
            bottleneck == Bottleneck.RELU ? "relu" : "tanh unit-norm");
  }

  @Override
  public Optional<NetworkSpec> biasOnly() {
    return Optional.of(
        new SimpleConvNet(imageSize, imageWidth, channels, widths, 1, normalisation, bottleneck, classes));
  }

  @Override
  public SimpleConvNet with(Shape image, int classes) {
    return new SimpleConvNet(
        image.height(), Optional.of(image.width()), image.channels(), widths, kernelSize, normalisation, bottleneck,
        classes);
  }

  /** The same with another normalisation. */
  public SimpleConvNet with(Normalisation normalisation) {
    return new SimpleConvNet(
        imageSize, imageWidth, channels, widths, kernelSize, normalisation, bottleneck, classes);
  }

  @Override
  public Encoder create(OptimiserSpec optimiser, Seed seed) {
    return GraphEncoder.of(this, input(), layers(), optimiser, seed);
  }

  @Override
  public List<String> plan() {
    return Engine.plan(input(), layers());
  }

  @Override
  public Shape input() {
    return new Shape(imageSize, imageWidth.orElse(imageSize), channels);
  }

  /** From the image to the features. */
  @Override
  public List<LayerSpec> layers() {
    List<LayerSpec> layers = new ArrayList<>();
    int inputs = channels;
    for (int width : widths) {
      LayerSpec.Convolution convolution = LayerSpec.Convolution.same(inputs, width, kernelSize);
      boolean standardised = normalisation == Normalisation.STANDARDISED;
      layers.add(standardised ? new LayerSpec.StandardisedConvolution(convolution) : convolution);
      if (normalisation != Normalisation.NONE) {
        layers.add(normalisation.layer(width));
      }
      layers.add(new LayerSpec.Relu());
      inputs = width;
    }
    if (bottleneck == Bottleneck.TANH_UNIT) {
      layers.set(layers.size() - 1, new LayerSpec.Tanh());
    }
    layers.add(new LayerSpec.GlobalAveragePool());
    if (bottleneck == Bottleneck.TANH_UNIT) {
      layers.add(new LayerSpec.UnitNorm());
    }
    return layers;
  }

  /** The making of the features. */
  public enum Bottleneck {
    /** Global average of the last ReLU maps. */
    RELU,
    /** Global average of the last tanh maps, scaled to unit Euclidean norm: what the reference code gives EnD alone. */
    TANH_UNIT
  }

  /** The normalisation that follows each convolution. */
  public enum Normalisation {
    /** Statistics of the batch while training, running statistics in evaluation. */
    BATCH,
    /** Statistics of each image over groups of eight channels, all channels where eight does not divide them. */
    GROUP,
    /**
     * The same, and the weights of each convolution are standardised before they are used (Qiao et al. 2019,
     * arXiv:1903.10520), which suits training with few or private steps (De et al. 2022, arXiv:2204.13650).
     */
    STANDARDISED,
    /** Nothing. */
    NONE;

    private static final int GROUP_SIZE = 8;

    /** The layer that normalises {@code channels}; {@link #NONE} has none. */
    LayerSpec layer(int channels) {
      return switch (this) {
        case BATCH -> new LayerSpec.BatchNorm(channels);
        case GROUP, STANDARDISED ->
            new LayerSpec.GroupNorm(channels, channels % GROUP_SIZE == 0 ? channels / GROUP_SIZE : 1);
        case NONE ->
            throw new IllegalArgumentException("normalisation: expected batch, group or standardised, was none");
      };
    }
  }
}
