package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.random.Seed;

/**
 * The small tanh network of differentially private training on MNIST: a 16-channel 8x8 convolution with stride 2 and
 * padding 2, a 32-channel 4x4 convolution with stride 2, each followed by tanh and a 2x2 maximum with stride 1; then
 * a layer of width 32 over all that is left, and tanh, to the features (B, 32); a linear layer to the logits. No
 * normalisation, so that every example has a gradient of its own. 28,058 parameters for 28 x 28 colour images and ten
 * classes, about a thousandth of {@link SimpleConvNet}'s arithmetic.
 *
 * <p>Source: Tramer and Boneh, Differentially private learning needs better features (or much more data), ICLR 2021,
 * arXiv:2011.11660, whose images are grey (26,010 parameters); tanh after Papernot et al., arXiv:2007.14191. Initial
 * parameters are PyTorch's defaults.
 *
 * @param imageSize height and width of the input, at least 16
 * @param channels at least 1
 * @param classes C, at least 2
 */
public record SmallConvNet(int imageSize, int channels, int classes) implements NetworkSpec {

  /** For 28 x 28 colour images and ten classes. */
  public static final SmallConvNet COLOUR = new SmallConvNet(28, 3, 10);

  private static final int FIRST = 16;
  private static final int SECOND = 32;
  private static final int WIDTH = 32;

  public SmallConvNet {
    Require.that(imageSize >= 16, "imageSize", "at least 16", imageSize);
    Require.that(channels >= 1, "channels", "at least 1", channels);
    Require.that(classes >= 2, "classes", "at least 2", classes);
  }

  @Override
  public String name() {
    return "small-conv-net";
  }

  @Override
  public int featureCount() {
    return WIDTH;
  }

  @Override
  public boolean unitFeatures() {
    return false;
  }

  @Override
  public String summary() {
    return "8x8 %d, 4x4 %d, dense %d, strides of 2, no norm, tanh".formatted(FIRST, SECOND, WIDTH);
  }

  /**
   * A {@link SimpleConvNet} of the same widths, since this network's own strides and dense layer have no 1x1 form:
   * three pointwise convolutions with ReLU and a global average, likewise without normalisation.
   */
  @Override
  public Optional<NetworkSpec> biasOnly() {
    return Optional.of(
        new SimpleConvNet(
            imageSize, channels, List.of(FIRST, SECOND, WIDTH), 1, Normalisation.NONE, Bottleneck.RELU, classes));
  }

  @Override
  public SmallConvNet with(Shape image, int classes) {
    Require.that(
        image.height() == image.width(), "image", "as high as wide, which " + name() + "'s dense layer needs",
        image.height() + " x " + image.width());
    return new SmallConvNet(image.height(), image.channels(), classes);
  }

  @Override
  public Encoder create(OptimiserSpec optimiser, Seed seed) {
    return GraphEncoder.of(this, input(), layers(), Initialisation.Weights.UNIFORM, optimiser, seed);
  }

  @Override
  public List<String> plan() {
    return Engine.plan(input(), layers());
  }

  @Override
  public Shape input() {
    return new Shape(imageSize, imageSize, channels);
  }

  /** From the image to the features. */
  @Override
  public List<LayerSpec> layers() {
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(new LayerSpec.Convolution(channels, FIRST, 8, 2, 2, Algorithm.AUTO));
    layers.add(new LayerSpec.Tanh());
    layers.add(new LayerSpec.MaxPool(2, 1, 0));
    layers.add(new LayerSpec.Convolution(FIRST, SECOND, 4, 2, 0, Algorithm.AUTO));
    layers.add(new LayerSpec.Tanh());
    layers.add(new LayerSpec.MaxPool(2, 1, 0));
    Shape left = input();
    for (LayerSpec layer : layers) {
      left = layer.output(left);
    }
    // A kernel as large as the map: a dense layer, its weights in PyTorch's (out, channel, row, column) order.
    layers.add(new LayerSpec.Convolution(SECOND, WIDTH, left.height(), 1, 0, Algorithm.AUTO));
    layers.add(new LayerSpec.Tanh());
    return layers;
  }
}
