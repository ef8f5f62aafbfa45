package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.Require;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.LayerSpec.Convolution;

/**
 * The layers of ResNet-18 from the image to the features, in the order of torchvision's parameters: a 7x7 convolution
 * and a 3x3 maximum, each with stride 2, four stages of two residual blocks of two 3x3 convolutions, a global average.
 * Convolutions have no bias.
 *
 * <p>Source: He et al., Deep residual learning for image recognition (CVPR 2016); with {@link Bottleneck#TANH_UNIT},
 * as in the released code of EnD, both activations of the last block are tanh and features have unit norm.
 */
public final class ResNetTrunk {

  /** Channels of the four stages of ResNet-18. */
  public static final List<Integer> PUBLISHED_WIDTHS = List.of(64, 128, 256, 512);

  private static final int BLOCKS = 2;

  private ResNetTrunk() {}

  /**
   * @param channels of the image
   * @param widths channels of the stages, one or more
   * @param normalisation not {@link Normalisation#NONE}
   */
  public static List<LayerSpec> layers(
      int channels, List<Integer> widths, Normalisation normalisation, Bottleneck bottleneck) {
    Require.that(!widths.isEmpty(), "widths", "at least one", widths);
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(Convolution.unbiased(channels, widths.get(0), 7, 2));
    layers.add(normalisation.layer(widths.get(0)));
    layers.add(new LayerSpec.Relu());
    layers.add(new LayerSpec.MaxPool(3, 2, 1));
    int inputs = widths.get(0);
    for (int stage = 0; stage < widths.size(); stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        boolean last = stage == widths.size() - 1 && block == BLOCKS - 1;
        LayerSpec activation =
            last && bottleneck == Bottleneck.TANH_UNIT ? new LayerSpec.Tanh() : new LayerSpec.Relu();
        int stride = stage > 0 && block == 0 ? 2 : 1;
        layers.add(block(inputs, widths.get(stage), stride, normalisation, activation));
        layers.add(activation);
        inputs = widths.get(stage);
      }
    }
    layers.add(new LayerSpec.GlobalAveragePool());
    if (bottleneck == Bottleneck.TANH_UNIT) {
      layers.add(new LayerSpec.UnitNorm());
    }
    return layers;
  }

  private static LayerSpec block(
      int inputs, int outputs, int stride, Normalisation normalisation, LayerSpec activation) {
    List<LayerSpec> shortcut =
        stride == 1 && inputs == outputs
            ? List.of()
            : List.of(Convolution.unbiased(inputs, outputs, 1, stride), normalisation.layer(outputs));
    return new LayerSpec.Residual(
        List.of(
            Convolution.unbiased(inputs, outputs, 3, stride),
            normalisation.layer(outputs),
            activation,
            Convolution.unbiased(outputs, outputs, 3, 1),
            normalisation.layer(outputs)),
        shortcut);
  }
}
