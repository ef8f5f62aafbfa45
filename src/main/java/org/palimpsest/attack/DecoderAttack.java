package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.BatchOrder;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Leakage;
import org.palimpsest.metric.Measurement;
import org.palimpsest.nn.Decoder;
import org.palimpsest.nn.DecoderSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Draws the input image again from the frozen features, standardised, and looks at what the drawing shows: Fig. 2c
 * and 6 of Barbano, Tartaglione & Grangetto (ICCVW 2021), with numbers. A {@link Decoder} learns by mean squared
 * error and Adam; the last epoch is used.
 *
 * <p>On every test split: {@code private_accuracy}, how often the <em>drawn</em> image shows the true private
 * attribute (read as {@link Templates} says, so it counts as an attacker's answer). On the unbiased one also
 * {@code decoded_target_accuracy}, how often an independent classifier reads the true target from the drawing;
 * {@code reconstruction_mse} and {@code _psnr}; and the controls: the same of the originals ({@code original_...}, the
 * ceiling), of drawings from another image's features ({@code shuffled_...}, the floor), and the error of the mean
 * training image ({@code mean_image_...}).
 *
 * <p>Deviation: the paper does not say how its decoder is made or trained, and shows pictures alone.
 *
 * @param attackerRho in [0, 1]; .1 makes ten private values independent of ten targets
 * @param images which images it learns from
 * @param trainImages at most so many of them, at least 1
 * @param widths channels of the decoder's maps, see {@link DecoderSpec}
 * @param epochs at least 1
 * @param batchSize at least 1
 * @param learningRate above 0
 */
public record DecoderAttack(
    double attackerRho,
    AttackImages images,
    int trainImages,
    List<Integer> widths,
    int epochs,
    int batchSize,
    double learningRate)
    implements ModelAttack {

  private static final String UNBIASED = "unbiased";

  /** Aligned images in a picture, after one conflicting image of every target. */
  private static final int ALIGNED_SHOWN = 2;

  public DecoderAttack {
    Require.that(attackerRho >= 0 && attackerRho <= 1, "attackerRho", "in [0, 1]", attackerRho);
    Require.that(images != null, "images", "encoder or disjoint", "nothing");
    Require.that(trainImages >= 1, "trainImages", "at least 1", trainImages);
    widths = new DecoderSpec(1, 4, 1, widths).widths();
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(
        learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "above 0", learningRate);
  }

  /** Rho .1, disjoint images, at most 10,000 of them, maps of 64, 32 and 16 channels, 10 epochs, 64 a step, .002. */
  public DecoderAttack() {
    this(0.1, AttackImages.DISJOINT, 10_000, List.of(64, 32, 16), 10, 64, 0.002);
  }

  @Override
  public String name() {
    return "decoder";
  }

  @Override
  public String title() {
    return "Decoder";
  }

  @Override
  public String description() {
    return "Draws the image again from the features with a convolutional decoder, and reads colour and digit from the"
        + " drawing";
  }

  @Override
  public ModelAttackResult attack(ModelView model, Seed seed) {
    BiasedImages all = model.attackTrain(images, attackerRho);
    int size = Math.min(trainImages, all.size());
    int[] chosen = Shuffle.permutation(all.size(), seed.derive("training images"));
    Picked train = Picked.of(all, Arrays.copyOf(chosen, size));
    Templates templates = Templates.of(train);
    Fitted fitted = fit(model, train, seed);
    List<Reading> readings = new ArrayList<>();
    readings.addAll(readings("train", List.of(Measurement.plain("train_loss", fitted.loss()))));
    for (Map.Entry<String, BiasedImages> split : model.tests().entrySet()) {
      DecodedImages decoded = fitted.decode(model, split.getValue());
      GroupedAccuracy accuracy = decoded.privateAccuracy(templates);
      readings.addAll(readings(split.getKey(), accuracy.measurements("private_accuracy")));
      readings.addAll(
          readings(
              split.getKey(), List.of(Leakage.measurement(accuracy.all(), split.getValue().privateClasses()))));
      if (split.getKey().equals(UNBIASED)) {
        readings.addAll(readings(UNBIASED, inDetail(model, templates, fitted, decoded, train, seed)));
      }
    }
    BiasedImages shown = shown(model.tests().get(UNBIASED), seed);
    return new ModelAttackResult(readings, Optional.of(fitted.decode(model, shown).pictures()));
  }

  private List<Measurement> inDetail(
      ModelView model, Templates templates, Fitted fitted, DecodedImages decoded, BiasedImages train, Seed seed) {
    BiasedImages originals = decoded.originals();
    List<Measurement> rows = new ArrayList<>(decoded.errors("reconstruction_"));
    rows.addAll(DecodedImages.mean(train, originals).errors("mean_image_"));
    rows.addAll(measurements(model, decoded, "decoded_target_accuracy"));
    int[] others = Shuffle.permutation(originals.size(), seed.derive("shuffled features"));
    DecodedImages shuffled =
        new DecodedImages(originals, fitted.decode(model, Picked.of(originals, others)).pixels());
    rows.addAll(shuffled.errors("shuffled_"));
    rows.addAll(shuffled.privateAccuracy(templates).measurements("shuffled_private_accuracy"));
    rows.addAll(measurements(model, shuffled, "shuffled_decoded_target_accuracy"));
    DecodedImages same = DecodedImages.same(originals);
    rows.addAll(same.privateAccuracy(templates).measurements("original_private_accuracy"));
    rows.addAll(measurements(model, same, "original_target_accuracy"));
    return rows;
  }

  private static List<Measurement> measurements(ModelView model, DecodedImages images, String metric) {
    return images.targetAccuracy(model.readTargets(images.asImages())).measurements(metric);
  }

  private List<Reading> readings(String split, List<Measurement> measured) {
    return ModelAttackResult.readings(name(), attackerRho, split, measured);
  }

  private Fitted fit(ModelView model, BiasedImages train, Seed seed) {
    DMatrixRMaj raw = model.features(train).values();
    Standardiser standardiser = Standardiser.of(raw);
    DMatrixRMaj features = standardiser.apply(raw);
    Decoder decoder =
        new DecoderSpec(features.numCols, train.height(), train.channels(), widths)
            .create(new OptimiserSpec(0), seed.derive("initial weights"));
    BatchOrder order = BatchOrder.shuffled(batchSize, seed.derive("batch order"));
    double loss = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] rows = order.indices(train.size(), epoch);
      loss = 0;
      for (int from = 0; from < rows.length; from += batchSize) {
        int to = Math.min(from + batchSize, rows.length);
        Batch batch = train.batch(rows, from, to);
        loss += step(decoder, rows(features, rows, from, to), batch) * (to - from) / rows.length;
      }
    }
    return new Fitted(decoder, standardiser, loss, batchSize);
  }

  private double step(Decoder decoder, DMatrixRMaj features, Batch batch) {
    try {
      return decoder.train(features, batch, learningRate);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "learningRate: expected one at which the decoder's error stays finite, was " + learningRate, e);
    }
  }

  /**
   * A decoder that has learned.
   *
   * @param loss the mean squared error of a pixel's channel over the last epoch
   */
  private record Fitted(Decoder decoder, Standardiser standardiser, double loss, int batchSize) {

    DecodedImages decode(ModelView model, BiasedImages images) {
      DMatrixRMaj features = standardiser.apply(model.features(images).values());
      int volume = images.height() * images.width() * images.channels();
      float[] pixels = new float[images.size() * volume];
      for (int from = 0; from < images.size(); from += batchSize) {
        int to = Math.min(from + batchSize, images.size());
        float[] decoded = decoder.decode(CommonOps_DDRM.extract(features, from, to, 0, features.numCols));
        System.arraycopy(decoded, 0, pixels, from * volume, decoded.length);
      }
      return new DecodedImages(images, pixels);
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

  /** One conflicting image of every target that has one, then a few aligned ones; the same for every network. */
  private static BiasedImages shown(BiasedImages test, Seed seed) {
    int[] order = Shuffle.permutation(test.size(), seed.derive("pictures"));
    int[] conflicting =
        IntStream.range(0, test.targetClasses())
            .flatMap(
                target ->
                    Arrays.stream(order)
                        .filter(i -> test.target(i) == target && test.privateAttribute(i) != target)
                        .limit(1))
            .toArray();
    int[] aligned =
        Arrays.stream(order).filter(i -> test.target(i) == test.privateAttribute(i)).limit(ALIGNED_SHOWN).toArray();
    return Picked.of(test, IntStream.concat(Arrays.stream(conflicting), Arrays.stream(aligned)).toArray());
  }
}
