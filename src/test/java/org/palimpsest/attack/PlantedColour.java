package org.palimpsest.attack;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;
import org.palimpsest.data.digits.BiasInjector;
import org.palimpsest.data.digits.ColouredBackground;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.LabelledImages;
import org.palimpsest.metric.Grouping;
import org.palimpsest.random.Seed;

/**
 * A network whose features are noise, some of them plus the colour one-hot; nothing else of the image is in them. A
 * reader of digits that always says 3.
 *
 * @param leak how much of the colour is in the features: 0 for none
 */
public record PlantedColour(double leak) implements ModelView {

  private static final BiasInjector BIAS = new ColouredBackground();
  private static final DrawnDigits DIGITS = new DrawnDigits(600, 200, new Seed(31));
  private static final LabelledImages TRAIN = DIGITS.train();
  private static final LabelledImages TEST = DIGITS.test();

  @Override
  public Features attackFeatures(AttackSource source) {
    return features(attackTrain(source));
  }

  @Override
  public Features testFeatures(String split) {
    return features(tests().get(split));
  }

  private Features features(Images images) {
    int colours = images.privateClasses();
    DMatrixRMaj values = new DMatrixRMaj(images.size(), colours + 2);
    int[] targets = new int[images.size()];
    int[] privateAttributes = new int[images.size()];
    for (int i = 0; i < images.size(); i++) {
      RandomGenerator random = new Seed(32).derive(images.size()).derive(i).generator();
      targets[i] = images.target(i);
      privateAttributes[i] = images.privateAttribute(i);
      for (int d = 0; d < values.numCols; d++) {
        values.set(i, d, 0.05 * random.nextGaussian() + (d == privateAttributes[i] ? leak : 0));
      }
    }
    return new Features(values, null, targets, privateAttributes, colours);
  }

  @Override
  public Images attackTrain(AttackSource source) {
    return BIAS.inject(TRAIN, source.mix().correlation().orElse(0.1), new Seed(33));
  }

  @Override
  public Grouping alignment() {
    return Grouping.equalNumbers(10, 10);
  }

  @Override
  public String headline() {
    return "unbiased";
  }

  @Override
  public Map<String, Images> tests() {
    Map<String, Images> tests = new LinkedHashMap<>();
    tests.put("biased", BIAS.inject(TEST, 1, new Seed(34)));
    tests.put("unbiased", BIAS.inject(TEST, 0.1, new Seed(34)));
    return tests;
  }

  @Override
  public int[] readTargets(Images images) {
    int[] read = new int[images.size()];
    Arrays.fill(read, 3);
    return read;
  }

  @Override
  public DMatrixRMaj logits(Images images) {
    throw new AssertionError("not asked");
  }

  @Override
  public Images members() {
    throw new AssertionError("not asked");
  }

  @Override
  public Optional<Images> conflictingNonMembers() {
    return Optional.empty();
  }

  @Override
  public Images nonMembers() {
    throw new AssertionError("not asked");
  }

  @Override
  public ShadowOutputs shadow(int number, Images train, Images asked) {
    throw new AssertionError("not asked");
  }
}
