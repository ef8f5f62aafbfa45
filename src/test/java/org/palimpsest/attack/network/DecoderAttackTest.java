package org.palimpsest.attack.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.PlantedColour;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

class DecoderAttackTest {

  private static final Seed SEED = new Seed(5);
  private static final DecoderAttack ATTACK =
      new DecoderAttack(Mix.rho(0.1), AttackImages.DISJOINT, 500, List.of(8, 8, 4), 10, 32, 0.005);

  private static ModelAttackResult leaking;
  private static ModelAttackResult silent;

  @BeforeAll
  static void attack() {
    leaking = ATTACK.attack(new PlantedColour(1), SEED);
    silent = ATTACK.attack(new PlantedColour(0), SEED);
  }

  private static Measurement find(ModelAttackResult result, String split, String metric, String group) {
    return result.readings().stream()
        .filter(reading -> reading.split().equals(split))
        .map(Reading::measurement)
        .filter(measured -> measured.metric().equals(metric) && measured.group().equals(group))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void drawsAPlantedColour() {
    ModelAttackResult result = leaking;
    for (String group : List.of("all", "conflicting")) {
      assertThat(find(result, "unbiased", "private_accuracy", group).value()).isGreaterThan(0.9);
    }
    double error = find(result, "unbiased", "reconstruction_mse", "all").value();
    assertThat(error).isLessThan(0.5 * find(result, "unbiased", "mean_image_mse", "all").value());
    assertThat(error).isLessThan(0.5 * find(result, "unbiased", "shuffled_mse", "all").value());
    assertThat(find(result, "unbiased", "reconstruction_psnr", "all").value())
        .isCloseTo(10 * Math.log10(4 / error), within(1e-9));
    assertChance(find(result, "unbiased", "shuffled_private_accuracy", "all"));
    assertThat(find(result, "unbiased", "original_private_accuracy", "all").value()).isEqualTo(1);
    assertThat(result.readings()).allMatch(reading -> reading.attacker().equals("decoder"));
  }

  @Test
  void drawsNoColourFromFeaturesWithoutAny() {
    ModelAttackResult result = silent;
    assertChance(find(result, "unbiased", "private_accuracy", "all"));
    double error = find(result, "unbiased", "reconstruction_mse", "all").value();
    assertThat(error).isGreaterThan(0.95 * find(result, "unbiased", "mean_image_mse", "all").value());
  }

  private static void assertChance(Measurement accuracy) {
    Interval interval =
        new Proportion((int) Math.round(accuracy.value() * accuracy.n()), accuracy.n()).clopperPearson(0.999);
    assertThat(interval.contains(0.1)).as("%s holds chance", interval).isTrue();
  }

  @Test
  void targetsAreThoseTheIndependentClassifierReads() {
    PlantedColour network = new PlantedColour(1);
    Images test = network.tests().get("unbiased");
    int threes = 0;
    for (int i = 0; i < test.size(); i++) {
      threes += test.target(i) == 3 ? 1 : 0;
    }
    ModelAttackResult result = leaking;
    for (String metric :
        List.of("decoded_target_accuracy", "original_target_accuracy", "shuffled_decoded_target_accuracy")) {
      assertThat(find(result, "unbiased", metric, "all").value()).isEqualTo(threes / 200.0);
    }
  }

  @Test
  void showsOneConflictingImageATargetAndTwoAlignedOnes() {
    Reconstructions pictures = leaking.pictures().orElseThrow();
    assertThat(pictures.size()).isEqualTo(12);
    assertThat(pictures.originals()).hasSize(12 * 28 * 28 * 3);
    Reconstructions others = silent.pictures().orElseThrow();
    assertThat(others.originals()).as("the same images whatever the network").isEqualTo(pictures.originals());
    assertThat(others.decoded()).isNotEqualTo(pictures.decoded());
  }

  @Test
  void sameSeedSameBits() {
    DecoderAttack quick = new DecoderAttack(Mix.rho(0.1), AttackImages.DISJOINT, 100, List.of(4, 4, 4), 1, 32, 0.005);
    assertThat(quick.attack(new PlantedColour(1), SEED).readings())
        .isEqualTo(quick.attack(new PlantedColour(1), SEED).readings())
        .isNotEqualTo(quick.attack(new PlantedColour(1), new Seed(9)).readings());
  }

  @Test
  void templatesReadEveryOriginalAndNeverAValueWithoutImages() {
    Images train = new PlantedColour(0).attackTrain(new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT));
    MeanImages templates = MeanImages.of(train);
    float[] pixels = new float[28 * 28 * 3];
    for (int i = 0; i < train.size(); i++) {
      train.write(i, pixels, 0);
      assertThat(templates.read(pixels, 0)).isEqualTo(train.privateAttribute(i));
    }
    MeanImages some = MeanImages.of(SelectedImages.of(train, new int[] {0, 1, 2}));
    train.write(7, pixels, 0);
    assertThat(some.read(pixels, 0))
        .isIn(train.privateAttribute(0), train.privateAttribute(1), train.privateAttribute(2));
  }

  @Test
  void refusesWhatCannotBeAttacked() {
    DMatrixRMaj broken = new DMatrixRMaj(2, 2);
    broken.set(1, 0, Double.NaN);
    assertThatThrownBy(() -> new Features(broken, null, new int[2], new int[2], 2))
        .hasMessage("values[row 1, column 0]: expected a finite number, was NaN");
    assertThatThrownBy(() -> new DecoderAttack(Mix.rho(0.1), AttackImages.DISJOINT, 9, List.of(4, 4, 4), 1, 32, 0))
        .hasMessage("learningRate: expected above 0, was 0.0");
    assertThatThrownBy(() -> new DecoderAttack(Mix.rho(0.1), AttackImages.DISJOINT, 9, List.of(4, 4), 1, 32, 1))
        .hasMessage("widths: expected three, each at least 1, was [4, 4]");
    assertThatThrownBy(() -> new DecoderAttack(Mix.rho(0.1), AttackImages.DISJOINT, 9, List.of(4, 4, 4), 0, 32, 1))
        .hasMessage("epochs: expected at least 1, was 0");
  }
}
