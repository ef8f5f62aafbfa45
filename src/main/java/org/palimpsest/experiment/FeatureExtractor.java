package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.Features;
import org.palimpsest.data.Images;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;

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
  Features of(String name, Images images) {
    int width = encoder.spec().featureCount();
    int[] targets = IntStream.range(0, images.size()).map(images::target).toArray();
    int[] privateAttributes = IntStream.range(0, images.size()).map(images::privateAttribute).toArray();
    try {
      Optional<FeatureCache.Stored> stored = cache.read(name, width, targets, privateAttributes);
      if (stored.isPresent()) {
        DMatrixRMaj values = DMatrixRMaj.wrap(images.size(), width, stored.get().values());
        return new Features(
            values, stored.get().predicted(), targets, privateAttributes, images.privateClasses());
      }
      Features features = of(encoder, batchSize, images);
      cache.write(name, features);
      return features;
    } catch (IOException e) {
      throw new UncheckedIOException("features of " + name + ": " + e.getMessage(), e);
    }
  }

  /** Features (N, D) in the order of the images, in single precision. */
  static Features of(Encoder encoder, int batchSize, Images images) {
    int width = encoder.spec().featureCount();
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
    return new Features(
        DMatrixRMaj.wrap(images.size(), width, values),
        predicted,
        IntStream.range(0, images.size()).map(images::target).toArray(),
        IntStream.range(0, images.size()).map(images::privateAttribute).toArray(),
        images.privateClasses());
  }
}
