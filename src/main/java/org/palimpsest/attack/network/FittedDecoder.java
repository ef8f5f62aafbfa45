package org.palimpsest.attack.network;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.Standardiser;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Images;
import org.palimpsest.nn.Decoder;
import org.palimpsest.nn.DecoderSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/**
 * A decoder that has learned to draw images from their features, standardised.
 *
 * @param loss the mean squared error of a pixel's channel over the last epoch
 */
record FittedDecoder(Decoder decoder, Standardiser standardiser, double loss, int batchSize) {

  /**
   * @param raw (N, D), features of {@code train}, in its order
   * @throws IllegalArgumentException if the decoder's error does not stay finite
   */
  static FittedDecoder of(DecoderAttack spec, FeatureRows raw, Images train, Seed seed) {
    Standardiser standardiser = Standardiser.of(raw);
    DMatrixRMaj features = standardiser.apply(raw);
    Decoder decoder =
        new DecoderSpec(features.numCols, train.height(), train.channels(), spec.widths())
            .create(new OptimiserSpec(0), seed.derive("initial weights"));
    BatchOrder order = BatchOrder.shuffled(spec.batchSize(), seed.derive("batch order"));
    double loss = 0;
    for (int epoch = 0; epoch < spec.epochs(); epoch++) {
      int[] rows = order.indices(train.size(), epoch);
      loss = 0;
      for (int from = 0; from < rows.length; from += spec.batchSize()) {
        int to = Math.min(from + spec.batchSize(), rows.length);
        double error =
            step(decoder, rows(features, rows, from, to), train.batch(rows, from, to), spec.learningRate());
        loss += error * (to - from) / rows.length;
      }
    }
    return new FittedDecoder(decoder, standardiser, loss, spec.batchSize());
  }

  /** @param features of {@code images}, in their order */
  DecodedImages decode(Features features, Images images) {
    DMatrixRMaj scaled = standardiser.apply(features.rows());
    int volume = images.height() * images.width() * images.channels();
    float[] pixels = new float[images.size() * volume];
    for (int from = 0; from < images.size(); from += batchSize) {
      int to = Math.min(from + batchSize, images.size());
      float[] decoded = decoder.decode(CommonOps_DDRM.extract(scaled, from, to, 0, scaled.numCols));
      System.arraycopy(decoded, 0, pixels, from * volume, decoded.length);
    }
    return new DecodedImages(images, pixels, features.grouping());
  }

  private static double step(Decoder decoder, DMatrixRMaj features, Batch batch, double learningRate) {
    try {
      return decoder.train(features, batch, learningRate);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "learningRate: expected one at which the decoder's error stays finite, was " + learningRate, e);
    }
  }

  private static DMatrixRMaj rows(DMatrixRMaj matrix, int[] rows, int from, int to) {
    DMatrixRMaj chosen = new DMatrixRMaj(to - from, matrix.numCols);
    for (int i = from; i < to; i++) {
      System.arraycopy(
          matrix.data, rows[i] * matrix.numCols, chosen.data, (i - from) * matrix.numCols, matrix.numCols);
    }
    return chosen;
  }
}
