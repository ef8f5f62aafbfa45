package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.random.Seed;

/**
 * A network from features to images: a linear layer to maps a quarter as wide and high as the image, two transposed
 * convolutions that double width and height, each with a ReLU before the next layer, and a 3 x 3 convolution with a
 * tanh to the image's channels.
 *
 * @param featureCount D, at least 1
 * @param imageSize height and width of the images, a multiple of 4
 * @param channels of the images, at least 1
 * @param widths channels of the maps at a quarter, at half and at full size, each at least 1
 */
public record DecoderSpec(int featureCount, int imageSize, int channels, List<Integer> widths) {

  private static final int KERNEL = 4;

  public DecoderSpec {
    Require.that(featureCount >= 1, "featureCount", "at least 1", featureCount);
    Require.that(imageSize >= 4 && imageSize % 4 == 0, "imageSize", "a multiple of 4", imageSize);
    Require.that(channels >= 1, "channels", "at least 1", channels);
    widths = List.copyOf(widths);
    boolean fits = widths.size() == 3 && widths.stream().allMatch(width -> width >= 1);
    Require.that(fits, "widths", "three, each at least 1", widths);
  }

  /** A new decoder with initial parameters drawn from {@code seed}. */
  public Decoder create(OptimiserSpec optimiser, Seed seed) {
    return new Decoder(this, optimiser, seed);
  }

  /** The shape of an image. */
  public Shape output() {
    return new Shape(imageSize, imageSize, channels);
  }

  /** The shape of an image's features. */
  Shape input() {
    return new Shape(1, 1, featureCount);
  }

  /** How the engine computes it, for people: a line per operator. */
  public List<String> plan() {
    return Engine.plan(input(), layers());
  }

  /** From features (1, 1, D) to the image. */
  List<LayerSpec> layers() {
    List<LayerSpec> layers = new ArrayList<>();
    layers.add(new LayerSpec.TransposedConvolution(featureCount, widths.get(0), imageSize / 4, 1, 0));
    for (int level = 1; level < widths.size(); level++) {
      layers.add(new LayerSpec.Relu());
      layers.add(new LayerSpec.TransposedConvolution(widths.get(level - 1), widths.get(level), KERNEL, 2, 1));
    }
    layers.add(new LayerSpec.Relu());
    layers.add(LayerSpec.Convolution.same(widths.get(widths.size() - 1), channels, 3));
    layers.add(new LayerSpec.Tanh());
    return layers;
  }
}
