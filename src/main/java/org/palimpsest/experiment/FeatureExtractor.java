package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Sample;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;

/** Turns images into what an attacker sees of them: a frozen encoder's features and its head's answers. */
final class FeatureExtractor implements FeatureSource {

  private final Encoder encoder;
  private final int batchSize;
  private final FeatureCache cache;
  private final Map<String, Features> whole = new HashMap<>();

  /** @param cache of this encoder's features */
  FeatureExtractor(Encoder encoder, int batchSize, FeatureCache cache) {
    this.encoder = encoder;
    this.batchSize = batchSize;
    this.cache = cache;
  }

  /**
   * Features (N, D) in the order of the sample, in single precision. The network looks at the sample's images once,
   * whatever is sampled of them, and only if the cache lacks them.
   */
  @Override
  public Features of(Sample sample) {
    Features all = whole.computeIfAbsent(sample.images().id(), id -> read(id, sample.images()));
    return sample.isWhole() ? all : all.select(sample.rows());
  }

  @Override
  public int[] answers(DMatrixRMaj features) {
    int[] predicted = new int[features.numRows];
    Evaluator.predictInto(predicted, 0, encoder.logits(features));
    return predicted;
  }

  private Features read(String id, Images images) {
    int width = encoder.spec().featureCount();
    Labels labels = images.labels();
    try {
      Optional<FeatureCache.Stored> stored = cache.read(id, width, images.size());
      if (stored.isPresent()) {
        FeatureRows rows = FeatureRows.of(stored.get().values());
        return new Features(
            rows, stored.get().predicted(), labels.targets(), labels.privateAttributes(), images.privateClasses());
      }
      Features features = of(encoder, batchSize, images);
      cache.write(id, features);
      return features;
    } catch (IOException e) {
      throw new UncheckedIOException("features: " + e.getMessage(), e);
    }
  }

  /** Features (N, D) in the order of the images, in single precision. */
  static Features of(Encoder encoder, int batchSize, Images images) {
    int width = encoder.spec().featureCount();
    float[][] values = new float[images.size()][width];
    int[] predicted = new int[images.size()];
    new Evaluator(encoder, batchSize)
        .forEach(
            images,
            (from, activations) -> {
              for (int i = 0; i < activations.size() * width; i++) {
                values[from + i / width][i % width] = (float) activations.features().data[i];
              }
              Evaluator.predictInto(predicted, from, activations.logits());
            });
    return new Features(
        FeatureRows.of(values),
        predicted,
        images.labels().targets(),
        images.labels().privateAttributes(),
        images.privateClasses());
  }
}
