package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.Require;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.LayerSpec.Convolution;
import org.palimpsest.nn.engine.LayerSpec;

/**
 * The layers of DenseNet from the image to the features, in the order of torchvision's parameters: a 7x7 convolution
 * and a 3x3 maximum, each with stride 2, blocks of layers that each add {@code growth} channels to those before them,
 * between blocks a 1x1 convolution to half the channels and a 2x2 average, at the end a global average. Convolutions
 * have no bias.
 *
 * <p>Source: Huang et al., Densely connected convolutional networks (CVPR 2017), with bottlenecks of four times the
 * growth and compression by half (DenseNet-BC).
 */
public final class DenseNetTrunk {

  /** Layers of the four blocks of DenseNet-121, whose growth is 32 and whose first convolution has 64 channels. */
  public static final List<Integer> PUBLISHED_BLOCKS = List.of(6, 12, 24, 16);

  private static final int BOTTLENECK = 4;

  private DenseNetTrunk() {}

  /**
   * @param channels of the image
   * @param first channels of the first convolution
   * @param growth channels that each layer adds
   * @param blocks layers of each block, one block or more
   * @param normalisation not {@link Normalisation#NONE}
   * @param bottleneck with {@link Bottleneck#TANH_UNIT} the last activation is tanh and features have unit norm
   */
  public static List<LayerSpec> layers(
      int channels, int first, int growth, List<Integer> blocks, Normalisation normalisation, Bottleneck bottleneck) {
    Require.that(!blocks.isEmpty(), "blocks", "at least one", blocks);
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(Convolution.unbiased(channels, first, 7, 2));
    layers.add(normalisation.layer(first));
    layers.add(new LayerSpec.Relu());
    layers.add(new LayerSpec.MaxPool(3, 2, 1));
    int width = first;
    for (int block = 0; block < blocks.size(); block++) {
      for (int layer = 0; layer < blocks.get(block); layer++) {
        layers.add(layer(width, growth, normalisation));
        width += growth;
      }
      layers.add(normalisation.layer(width));
      boolean last = block == blocks.size() - 1;
      layers.add(last && bottleneck == Bottleneck.TANH_UNIT ? new LayerSpec.Tanh() : new LayerSpec.Relu());
      if (!last) {
        layers.add(Convolution.unbiased(width, width / 2, 1, 1));
        layers.add(new LayerSpec.AveragePool(2, 2, 0));
        width /= 2;
      }
    }
    layers.add(new LayerSpec.GlobalAveragePool());
    if (bottleneck == Bottleneck.TANH_UNIT) {
      layers.add(new LayerSpec.UnitNorm());
    }
    return layers;
  }

  private static LayerSpec layer(int inputs, int growth, Normalisation normalisation) {
    return new LayerSpec.Dense(
        List.of(
            normalisation.layer(inputs),
            new LayerSpec.Relu(),
            Convolution.unbiased(inputs, BOTTLENECK * growth, 1, 1),
            normalisation.layer(BOTTLENECK * growth),
            new LayerSpec.Relu(),
            Convolution.unbiased(BOTTLENECK * growth, growth, 3, 1)));
  }
}
