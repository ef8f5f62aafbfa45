package org.palimpsest.nn;

import java.util.List;
import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
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
    implements Trunk {

  /** The published network for colour images of 224 x 224 and two classes. */
  public static final ResNet18 PUBLISHED =
      new ResNet18(224, Optional.empty(), 3, 64, Normalisation.BATCH, Bottleneck.RELU, 2);

  public ResNet18 {
    Trunk.require(imageSize, imageWidth, channels, normalisation, bottleneck, classes);
    imageWidth = imageWidth.filter(given -> given != imageSize);
    Require.that(width >= 1, "width", "at least 1", width);
  }

  @Override
  public String name() {
    return "resnet-18";
  }

  @Override
  public int featureCount() {
    return 8 * width;
  }

  @Override
  public String summary() {
    return "width %d, %s".formatted(width, ending());
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

  /** From the image to the features. */
  @Override
  public List<LayerSpec> layers() {
    List<Integer> widths = List.of(width, 2 * width, 4 * width, 8 * width);
    return ResNetTrunk.layers(channels, widths, normalisation, bottleneck);
  }
}
