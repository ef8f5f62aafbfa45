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
 * DenseNet-121 as torchvision has it: {@link DenseNetTrunk} with blocks of 6, 12, 24 and 16 layers to the features
 * (B, D), then a linear layer to the logits (B, C). D is 1024 at growth 32, with 6,955,906 parameters and two classes.
 * Initial convolution weights are normal with standard deviation sqrt(2 / (in k k)), normalisation weights 1 and biases
 * 0, the head's weights uniform in +-1 / sqrt(D) and its biases 0.
 *
 * <p>Source: Huang et al., Densely connected convolutional networks (CVPR 2017).
 *
 * <p>Deviation: of {@code tanh-unit} on this network nothing is published; it replaces the last activation, behind the
 * last normalisation, by tanh, and gives the features unit norm.
 *
 * @param imageSize height of the input, and its width where no other is given, at least 32
 * @param imageWidth width of the input where that is not its height, at least 32
 * @param channels of the input, at least 1
 * @param growth channels that each layer adds, at least 1; the first convolution has twice as many
 * @param normalisation batch, or group for methods that need a gradient of every image
 * @param bottleneck the last activation, and what features are made of it
 * @param classes C, at least 2
 */
public record DenseNet121(
    int imageSize,
    @Implied("null") Optional<Integer> imageWidth,
    int channels,
    int growth,
    Normalisation normalisation,
    Bottleneck bottleneck,
    int classes)
    implements Trunk {

  /** The published network for colour images of 224 x 224 and two classes. */
  public static final DenseNet121 PUBLISHED =
      new DenseNet121(224, Optional.empty(), 3, 32, Normalisation.BATCH, Bottleneck.RELU, 2);

  public DenseNet121 {
    Trunk.require(imageSize, imageWidth, channels, normalisation, bottleneck, classes);
    imageWidth = imageWidth.filter(given -> given != imageSize);
    Require.that(growth >= 1, "growth", "at least 1", growth);
  }

  @Override
  public String name() {
    return "densenet-121";
  }

  @Override
  public int featureCount() {
    return LayerSpec.output(input(), layers()).channels();
  }

  @Override
  public String summary() {
    return "growth %d, %s".formatted(growth, ending());
  }

  @Override
  public DenseNet121 with(Shape image, int classes) {
    return new DenseNet121(
        image.height(), Optional.of(image.width()), image.channels(), growth, normalisation, bottleneck, classes);
  }

  @Override
  public Encoder create(OptimiserSpec optimiser, Seed seed) {
    return GraphEncoder.of(this, input(), layers(), Initialisation.Weights.KAIMING_NORMAL_FAN_IN, optimiser, seed);
  }

  /** From the image to the features. */
  @Override
  public List<LayerSpec> layers() {
    return DenseNetTrunk.layers(
        channels, 2 * growth, growth, DenseNetTrunk.PUBLISHED_BLOCKS, normalisation, bottleneck);
  }
}
