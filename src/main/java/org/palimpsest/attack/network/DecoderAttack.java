package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelView;
import org.palimpsest.attack.Reach;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix.CorrelationKey;
import org.palimpsest.data.Mix;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Grouping.Group;
import org.palimpsest.metric.Leakage;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.nn.Decoder;
import org.palimpsest.nn.DecoderSpec;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Draws the input image again from the frozen features, standardised, and looks at what the drawing shows: Fig. 2c
 * and 6 of Barbano, Tartaglione and Grangetto (ICCVW 2021), with numbers. A {@link Decoder} learns by mean squared
 * error and Adam; the last epoch is used.
 *
 * <p>On every test split: {@code private_accuracy}, how often the <em>drawn</em> image shows the true private
 * attribute (read as {@link MeanImages} says, so it counts as an attacker's answer). On the headline split also
 * {@code decoded_target_accuracy}, how often an independent classifier reads the true target from the drawing;
 * {@code reconstruction_mse} and {@code _psnr}; and the controls: the same of the originals ({@code original_...}, the
 * ceiling), of drawings from another image's features ({@code shuffled_...}, the floor), and the error of the mean
 * training image ({@code mean_image_...}).
 *
 * <p>Deviation: the paper does not say how its decoder is made or trained, and shows pictures alone.
 *
 * @param mix of private attribute and target among the images it learns from
 * @param images which images it learns from
 * @param trainImages at most so many of them, at least 1
 * @param widths channels of the decoder's maps, see {@link DecoderSpec}
 * @param epochs at least 1
 * @param batchSize at least 1
 * @param learningRate above 0
 */
public record DecoderAttack(
    @CorrelationKey("attackerRho") Mix mix,
    AttackImages images,
    int trainImages,
    List<Integer> widths,
    int epochs,
    int batchSize,
    double learningRate)
    implements ModelAttack {

  /** Aligned images in a picture, after one conflicting image of every target. */
  private static final int ALIGNED_SHOWN = 2;

  public DecoderAttack {
    Require.that(mix != null, "mix", "a mix", "nothing");
    Require.that(images != null, "images", "encoder or disjoint", "nothing");
    Require.that(trainImages >= 1, "trainImages", "at least 1", trainImages);
    widths = new DecoderSpec(1, 4, 1, widths).widths();
    Require.that(epochs >= 1, "epochs", "at least 1", epochs);
    Require.that(batchSize >= 1, "batchSize", "at least 1", batchSize);
    Require.that(
        learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", "above 0", learningRate);
  }

  /** Balanced, disjoint images, at most 10,000 of them, maps of 64, 32 and 16 channels, 10 epochs, 64 a step, .002. */
  public DecoderAttack() {
    this(Mix.balanced(), AttackImages.DISJOINT, 10_000, List.of(64, 32, 16), 10, 64, 0.002);
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
    return "Draws the image again from the features with a convolutional decoder, and reads the private attribute and the"
        + " target from the drawing";
  }

  @Override
  public Optional<Reach> reach() {
    return Optional.of(Reach.NON_LINEAR.inconclusive());
  }

  @Override
  public ModelAttackResult attack(ModelView model, Seed seed) {
    AttackSource source = new AttackSource(mix, images);
    Images all = model.attackTrain(source);
    int size = Math.min(trainImages, all.size());
    int[] chosen = Arrays.copyOf(Shuffle.permutation(all.size(), seed.derive("training images")), size);
    SelectedImages train = SelectedImages.of(all, chosen);
    MeanImages templates = MeanImages.of(train);
    FittedDecoder decoder =
        FittedDecoder.of(this, model.attackFeatures(source).select(chosen).rows(), train, seed);
    List<Reading> readings = new ArrayList<>();
    readings.addAll(readings(Metrics.TRAIN, List.of(Measurement.plain("train_loss", decoder.loss()))));
    for (Map.Entry<String, Images> split : model.tests().entrySet()) {
      DecodedImages decoded =
          decoder.decode(model.testFeatures(split.getKey()), split.getValue());
      GroupedAccuracy accuracy = decoded.privateAccuracy(templates);
      readings.addAll(readings(split.getKey(), accuracy.measurements(Metrics.PRIVATE_ACCURACY)));
      readings.addAll(readings(split.getKey(), accuracy.privateValueMeasurements(Metrics.PRIVATE_ACCURACY)));
      readings.addAll(
          readings(
              split.getKey(), List.of(Leakage.measurement(accuracy.all(), split.getValue().privateClasses()))));
      if (split.getKey().equals(model.headline())) {
        readings.addAll(readings(model.headline(), inDetail(model, templates, decoder, decoded, train, seed)));
      }
    }
    return new ModelAttackResult(readings, Optional.of(pictures(model, decoder, seed)));
  }

  private List<Measurement> inDetail(
      ModelView model, MeanImages templates, FittedDecoder decoder, DecodedImages decoded, Images train,
      Seed seed) {
    Images originals = decoded.originals();
    List<Measurement> rows = new ArrayList<>(decoded.errors("reconstruction_"));
    rows.addAll(decoded.meanOf(train).errors("mean_image_"));
    rows.addAll(measurements(model, decoded, "decoded_target_accuracy"));
    int[] others = Shuffle.permutation(originals.size(), seed.derive("shuffled features"));
    DecodedImages shuffled = decoded.drawnFrom(others);
    rows.addAll(shuffled.errors("shuffled_"));
    rows.addAll(shuffled.privateAccuracy(templates).measurements("shuffled_private_accuracy"));
    rows.addAll(measurements(model, shuffled, "shuffled_decoded_target_accuracy"));
    DecodedImages same = decoded.same();
    rows.addAll(same.privateAccuracy(templates).measurements("original_private_accuracy"));
    rows.addAll(measurements(model, same, "original_target_accuracy"));
    return rows;
  }

  private static Reconstructions pictures(ModelView model, FittedDecoder decoder, Seed seed) {
    Images test = model.tests().get(model.headline());
    Features features = model.testFeatures(model.headline());
    int[] shown = shown(features, seed);
    return decoder.decode(features.select(shown), SelectedImages.of(test, shown)).pictures();
  }

  private static List<Measurement> measurements(ModelView model, DecodedImages images, String metric) {
    return images.targetAccuracy(model.readTargets(images.asImages())).measurements(metric);
  }

  private List<Reading> readings(String split, List<Measurement> measured) {
    return ModelAttackResult.readings(name(), Optional.of(mix), split, measured);
  }

  /**
   * One conflicting image of every target that has one, then a few aligned ones; the same for every network. Where
   * nothing is aligned, one image of every target.
   */
  private static int[] shown(Features test, Seed seed) {
    int[] order = Shuffle.permutation(test.size(), seed.derive("pictures"));
    int[] targets = test.targets();
    IntPredicate isAligned =
        i -> test.grouping().isAligned(new Group(targets[i], test.privateAttributes()[i])).orElse(false);
    int[] conflicting =
        Arrays.stream(targets)
            .distinct()
            .sorted()
            .flatMap(
                target ->
                    Arrays.stream(order).filter(i -> targets[i] == target && !isAligned.test(i)).limit(1))
            .toArray();
    int[] aligned = Arrays.stream(order).filter(isAligned).limit(ALIGNED_SHOWN).toArray();
    return IntStream.concat(Arrays.stream(conflicting), Arrays.stream(aligned)).toArray();
  }
}
