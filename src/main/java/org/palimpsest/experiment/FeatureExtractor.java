package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.Features;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.Evaluator;

/** Turns images into what an attacker sees of them: a frozen encoder's features and its head's answers. */
final class FeatureExtractor {

  private final Encoder encoder;
  private final int batchSize;
  private final FeatureCache cache;

  /** @param cache of this encoder's features */
  FeatureExtractor(Encoder encoder, int batchSize, FeatureCache cache) {
    this.encoder = encoder;
    this.batchSize = batchSize;
    this.cache = cache;
  }

  /**
   * Features (N, D) in the order of the images, in single precision; the network runs only if the cache lacks them.
   *
   * @param name of the images, such as {@code test-unbiased}
   */
  Features of(String name, BiasedImages images) {
    int width = encoder.spec().featureCount();
    int[] targets = new int[images.size()];
    int[] privateAttributes = new int[images.size()];
    for (int i = 0; i < images.size(); i++) {
      targets[i] = images.target(i);
      privateAttributes[i] = images.privateAttribute(i);
    }
    try {
      FeatureCache.Stored stored = cache.read(name, width, targets, privateAttributes).orElse(null);
      FeatureCache.Stored known = stored == null ? extract(images, width) : stored;
      DMatrixRMaj values = DMatrixRMaj.wrap(images.size(), width, known.values());
      Features features =
          new Features(values, known.predicted(), targets, privateAttributes, images.privateClasses());
      if (stored == null) {
        cache.write(name, features);
      }
      return features;
    } catch (IOException e) {
      throw new UncheckedIOException("features of " + name + ": " + e.getMessage(), e);
    }
  }

  private FeatureCache.Stored extract(BiasedImages images, int width) {
    double[] values = new double[images.size() * width];
    int[] predicted = new int[images.size()];
    new Evaluator(encoder, batchSize)
        .forEach(
            images,
            (from, activations) -> {
              for (int i = 0; i < activations.size() * width; i++) {
                values[from * width + i] = (float) activations.features().data[i];
              }
              Evaluator.predictInto(predicted, from, activations.logits());
            });
    return new FeatureCache.Stored(predicted, values);
  }
}
