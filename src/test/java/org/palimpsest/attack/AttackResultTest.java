package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.attack.PlantedFeatures.leaking;
import static org.palimpsest.attack.PlantedFeatures.shuffled;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;

class AttackResultTest {

  private static final Seed SEED = new Seed(9);

  @Test
  void measuresEverySplitInOrder() {
    Map<String, Features> splits = new LinkedHashMap<>();
    splits.put("unbiased", leaking(600, "unbiased"));
    splits.put("biased", leaking(300, "biased"));
    AttackResult result = AttackResult.of(new BalancedAttack(), leaking(1000, "train"), splits, SEED);
    assertThat(result.attacker()).isEqualTo("balanced");
    assertThat(result.splits().keySet()).containsExactly("unbiased", "biased");
    List<Measurement> rows = result.splits().get("unbiased");
    assertThat(rows)
        .extracting(row -> row.metric() + " " + row.group().replaceAll("y.b.", "cell"))
        .containsExactly(
            "private_accuracy all",
            "private_accuracy aligned",
            "private_accuracy conflicting",
            "worst_group_private_accuracy cell",
            "private_accuracy private=0",
            "private_accuracy private=1",
            "private_accuracy private=2",
            "private_accuracy private=3",
            "private_accuracy private=4",
            "private_false_alarms private=0",
            "private_false_alarms private=1",
            "private_false_alarms private=2",
            "private_false_alarms private=3",
            "private_false_alarms private=4",
            "private_advantage all",
            "attacker_target_agreement all",
            "information_bits all");
    assertThat(rows.get(0).value()).isGreaterThan(0.99);
    assertThat(rows.get(0).n()).isEqualTo(600);
    assertThat(rows.get(15).value()).isCloseTo(0.2, within(0.08));
    assertThat(result.fitMeasurements())
        .extracting(Measurement::metric)
        .containsExactly(
            "train_loss", "gradient_norm", "converged", "iterations", "train_accuracy", "head_private_accuracy",
            "undertrained");
  }

  /** A head that reads the private attribute, and a probe stopped after one small step. */
  @Test
  void anAttackBelowTheHeadIsUndertrained() {
    Features leak = leaking(500, "train");
    Features train =
        new Features(leak.values(), leak.privateAttributes(), leak.targets(), leak.privateAttributes(), leak.classes());
    PublishedAttack early = new PublishedAttack(AttackSource.PUBLISHED, 1e-9, 500, 1, 20, 0.1);
    HeadCheck check = AttackResult.of(early, train, Map.of(), SEED).headCheck().orElseThrow();
    assertThat(check.headAccuracy()).isEqualTo(1);
    assertThat(check.attackAccuracy()).isLessThan(0.9);
    assertThat(check.undertrained()).isTrue();
    assertThat(new HeadCheck(10_000, 23, 0, 9_000, false).undertrained()).isTrue();
    assertThat(new HeadCheck(10_000, 123, 100, 9_000, false).undertrained()).as("within chance").isFalse();
    assertThat(new HeadCheck(10_000, 23, 0, 9_000, true).undertrained()).as("the best of its family").isFalse();
    assertThat(new HeadCheck(10_000, 0, 0, 9_000, false).undertrained()).isFalse();
    assertThat(AttackResult.of(new BalancedAttack(), leak, Map.of(), SEED).headCheck().orElseThrow().undertrained())
        .isFalse();
    assertThat(AttackResult.of(new Majority(AttackSource.BALANCED), leak, Map.of(), SEED).headCheck()).isEmpty();
  }

  @Test
  void digitOnlyReadsTheBiasAndNothingElse() {
    int[] targets = {0, 0, 0, 1, 1, 1, 3};
    int[] privateAttributes = {1, 1, 0, 2, 2, 0, 2};
    Features train = new Features(new DMatrixRMaj(7, 1), null, targets, privateAttributes, 3);
    FittedAttack attack = new TargetOnly(AttackSource.PUBLISHED).fit(train, SEED);
    Features test = new Features(new DMatrixRMaj(5, 1), null, new int[] {0, 1, 2, 3, 7}, new int[5], 3);
    assertThat(attack.predict(test)).containsExactly(1, 2, 2, 2, 2);
    assertThat(attack.diagnostics()).containsEntry("train_accuracy", 5.0 / 7);
  }

  @Test
  void chanceHasTheRangeOfGuessing() {
    Measurement row = Controls.chance(Map.of("unbiased", shuffled(2000, "t"))).splits().get("unbiased").get(0);
    assertThat(row.value()).isEqualTo(0.2);
    double half = 1.96 * Math.sqrt(0.16 / 2000);
    assertThat(row.low()).isCloseTo(0.2 - half, within(1e-3));
    assertThat(row.high()).isCloseTo(0.2 + half, within(1e-3));
  }

  @Test
  void controlsShareImagesAndRhoWithTheAttack() {
    assertThat(Controls.of(AttackSource.PUBLISHED))
        .extracting(Attacker::name, Attacker::source)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("majority", AttackSource.PUBLISHED),
            org.assertj.core.groups.Tuple.tuple("digit-only", AttackSource.PUBLISHED),
            org.assertj.core.groups.Tuple.tuple("shuffled", AttackSource.PUBLISHED));
  }

  @Test
  void rawPixelsAreMeansOverSquares() {
    Features pixels = RawPixels.of(new Ramp(2, 4), 1);
    assertThat(pixels.predicted()).isNull();
    assertThat(pixels.values().numCols).isEqualTo(4);
    assertThat(pixels.privateAttributes()).containsExactly(1, 1);
    assertThat(pixels.targets()).containsExactly(0, 1);
    assertThat(pixels.values().data)
        .containsExactly(new double[] {2.5, -2.5, 4.5, -4.5, 2.5, -2.5, 4.5, -4.5}, within(1e-6));
    assertThat(RawPixels.of(new Ramp(2, 4)).values().numCols).isEqualTo(16);
    assertThatThrownBy(() -> RawPixels.of(new Ramp(2, 4), 0)).hasMessage("side: expected at least 1, was 0");
  }

  @Test
  void rawPixelsOfASideThatIsNoMultipleLoseNothing() {
    Features pixels = RawPixels.of(new Ramp(45, 37));
    assertThat(pixels.width()).isEqualTo(5 * 4 * 2);
    double mean = IntStream.range(0, 20).mapToDouble(cell -> pixels.values().get(0, 2 * cell)).average().orElseThrow();
    assertThat(mean).as("the mean of all pixels").isCloseTo((45 * 37 - 1) / 2.0, within(1e-3));
    assertThat(RawPixels.of(new Ramp(3, 2), 2).values().data)
        .as("a row of three pixels in three cells")
        .startsWith(0, 0, 1, -1, 2, -2);
    double[] halves = RawPixels.of(new Ramp(2, 3), 1).values().data;
    assertThat(halves[0]).as("two columns of 1.5 pixels").isCloseTo((0 + 3 + (1 + 4) / 2.0) / 3, within(1e-6));
    assertThat(halves[2]).isCloseTo(((1 + 4) / 2.0 + 2 + 5) / 3, within(1e-6));
  }

  /** Two equal images with 2 channels: channel 0 counts the pixels from 0, channel 1 is its negative. */
  private record Ramp(int height, int width) implements Images {
    @Override
    public Shape shape() {
      return new Shape(height, width, 2);
    }

    @Override
    public Labels labels() {
      return new Labels(
          Attribute.numbered("target", 2), Attribute.numbered("private", 2), new int[] {0, 1}, new int[] {1, 1});
    }

    @Override
    public String id() {
      return "ramp";
    }

    @Override
    public void write(int image, float[] into, int offset) {
      for (int p = 0; p < height * width; p++) {
        into[offset + 2 * p] = p;
        into[offset + 2 * p + 1] = -p;
      }
    }
  }
}
