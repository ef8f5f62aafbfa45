package org.palimpsest.nn;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.Engine;

/** What torchvision's networks have in common: a trunk of many normalised convolutions, and one linear layer behind it. */
interface Trunk extends NetworkSpec {

  /** The smallest side of an image that leaves a map for every stage to work on. */
  int SMALLEST_SIDE = 32;

  /** Height of the input. */
  int imageSize();

  /** Width of the input where that is not its height. */
  Optional<Integer> imageWidth();

  /** Channels of the input. */
  int channels();

  Normalisation normalisation();

  Bottleneck bottleneck();

  /** Refuses settings that no such network has. */
  static void require(
      int imageSize, Optional<Integer> imageWidth, int channels, Normalisation normalisation, Bottleneck bottleneck,
      int classes) {
    Require.that(imageSize >= SMALLEST_SIDE, "imageSize", "at least " + SMALLEST_SIDE, imageSize);
    imageWidth.ifPresent(
        given -> Require.that(given >= SMALLEST_SIDE, "imageWidth", "at least " + SMALLEST_SIDE, given));
    Require.that(channels >= 1, "channels", "at least 1", channels);
    Require.that(
        normalisation == Normalisation.BATCH || normalisation == Normalisation.GROUP,
        "normalisation", "batch or group",
        normalisation == null ? "nothing" : normalisation.name().toLowerCase(Locale.ROOT));
    Require.given("bottleneck", bottleneck, Bottleneck.class);
    Require.that(classes >= 2, "classes", "at least 2", classes);
  }

  @Override
  default Shape input() {
    return new Shape(imageSize(), imageWidth().orElse(imageSize()), channels());
  }

  @Override
  default boolean unitFeatures() {
    return bottleneck() == Bottleneck.TANH_UNIT;
  }

  @Override
  default boolean couplesImages() {
    return normalisation() == Normalisation.BATCH;
  }

  @Override
  default boolean publishedPretrained() {
    return true;
  }

  @Override
  default List<String> plan() {
    return Engine.plan(input(), layers());
  }

  /** How the features are made, for a summary. */
  default String ending() {
    return "%s norm, %s bottleneck"
        .formatted(
            normalisation().name().toLowerCase(Locale.ROOT),
            bottleneck() == Bottleneck.RELU ? "relu" : "tanh unit-norm");
  }
}
