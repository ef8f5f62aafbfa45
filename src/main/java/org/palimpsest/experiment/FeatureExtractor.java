package org.palimpsest.experiment;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.Features;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.Evaluator;

/** Turns images into what an attacker sees of them: a frozen encoder's features and its head's answers. */
final class FeatureExtractor {

  private final Encoder encoder;
  private final int batchSize;

  FeatureExtractor(Encoder encoder, int batchSize) {
    this.encoder = encoder;
    this.batchSize = batchSize;
  }

  /** Features (N, D) in the order of the images. */
  Features of(BiasedImages images) {
    int width = encoder.spec().featureCount();
    DMatrixRMaj values = new DMatrixRMaj(images.size(), width);
    int[] predicted = new int[images.size()];
    new Evaluator(encoder, batchSize)
        .forEach(
            images,
            (from, activations) -> {
              int length = activations.size() * width;
              System.arraycopy(activations.features().data, 0, values.data, from * width, length);
              Evaluator.predictInto(predicted, from, activations.logits());
            });
    int[] targets = new int[images.size()];
    int[] privateAttributes = new int[images.size()];
    for (int i = 0; i < images.size(); i++) {
      targets[i] = images.target(i);
      privateAttributes[i] = images.privateAttribute(i);
    }
    return new Features(values, predicted, targets, privateAttributes, images.privateClasses());
  }
}
