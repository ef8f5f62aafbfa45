package org.palimpsest.nn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.random.Seed;

/**
 * ResNet-18 as torchvision has it: {@link ResNetTrunk} to the features (B, 8 width), then a linear layer to the logits
 * (B, C). 11,177,538 parameters at width 64 with two classes. Initial convolution weights are normal with standard
 * deviation sqrt(2 / (out k k)), normalisation weights 1 and biases 0, the head uniform in +-1 / sqrt(D).
 *
 * <p>Source: He et al., Deep residual learning for image recognition (CVPR 2016). With {@code tanh-unit}, the head of
 * EnD's released code: tanh for both activations of the last block, features of unit norm.
 *
 * @param imageSize height of the input, and its width where no other is given, at least 32
 * @param imageWidth width of the input where that is not its height, at least 32
 * @param channels of the input, at least 1
 * @param width channels of the first stage, at least 1; later stages have 2, 4 and 8 times as many
 * @param normalisation batch, or group for methods that need a gradient of every image
 * @param bottleneck the last activations, and what features are made of them
 * @param classes C, at least 2
 */
public record ResNet18(
    int imageSize,
    @Implied("null") Optional<Integer> imageWidth,
    int channels,
    int width,
    Normalisation normalisation,
    Bottleneck bottleneck,
    int classes)
    implements NetworkSpec {

  /** The published network for colour images of 224 x 224 and two classes. */
  public static final ResNet18 PUBLISHED =
      new ResNet18(224, Optional.empty(), 3, 64, Normalisation.BATCH, Bottleneck.RELU, 2);

  /** The smallest side of an image that leaves a map for every stage to work on. */
  static final int SMALLEST_SIDE = 32;

  public ResNet18 {
    requireImage(imageSize, imageWidth, channels);
    imageWidth = imageWidth.filter(given -> given != imageSize);
    Require.that(width >= 1, "width", "at least 1", width);
    requireNormalised(normalisation);
    Require.given("bottleneck", bottleneck, Bottleneck.class);
    Require.that(classes >= 2, "classes", "at least 2", classes);
  }

  static void requireImage(int imageSize, Optional<Integer> imageWidth, int channels) {
    Require.that(imageSize >= SMALLEST_SIDE, "imageSize", "at least " + SMALLEST_SIDE, imageSize);
    imageWidth.ifPresent(
        given -> Require.that(given >= SMALLEST_SIDE, "imageWidth", "at least " + SMALLEST_SIDE, given));
    Require.that(channels >= 1, "channels", "at least 1", channels);
  }

  static void requireNormalised(Normalisation normalisation) {
    Require.that(
        normalisation == Normalisation.BATCH || normalisation == Normalisation.GROUP,
        "normalisation", "batch or group", normalisation == null ? "nothing" : "none");
  }

  @Override
  public String name() {
    return "resnet-18";
  }

  @Override
  public Shape input() {
    return new Shape(imageSize, imageWidth.orElse(imageSize), channels);
  }

  @Override
  public int featureCount() {
    return 8 * width;
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
  public boolean publishedPretrained() {
    return true;
  }

  @Override
  public String summary() {
    return "width %d, %s".formatted(width, ending(normalisation, bottleneck));
  }

  static String ending(Normalisation normalisation, Bottleneck bottleneck) {
    return "%s norm, %s bottleneck"
        .formatted(
            normalisation.name().toLowerCase(Locale.ROOT),
            bottleneck == Bottleneck.RELU ? "relu" : "tanh unit-norm");
  }

  @Override
  public ResNet18 with(Shape image, int classes) {
    return new ResNet18(
        image.height(), Optional.of(image.width()), image.channels(), width, normalisation, bottleneck, classes);
  }

  @Override
  public Encoder create(OptimiserSpec optimiser, Seed seed) {
    return GraphEncoder.of(this, input(), layers(), Initialisation.Weights.KAIMING_NORMAL, optimiser, seed);
  }

  @Override
  public List<String> plan() {
    return Engine.plan(input(), layers());
  }

  /** From the image to the features. */
  @Override
  public List<LayerSpec> layers() {
    List<Integer> widths = List.of(width, 2 * width, 4 * width, 8 * width);
    return ResNetTrunk.layers(channels, widths, normalisation, bottleneck);
  }
}
