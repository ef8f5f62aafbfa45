package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task;
import org.palimpsest.data.digits.GroupedDigits.Kind;
import org.palimpsest.data.digits.GroupedDigits.Source;
import org.palimpsest.random.Seed;

class GroupedDigitsTest {

  private static final DataHome NONE = new DataHome(Path.of("none"), "test");
  private static final List<Integer> ALL = IntStream.range(0, 10).boxed().toList();
  private static final Seed SEED = new Seed(3);

  @Test
  void aQuarterTurnCounterClockwiseAndFourOfThemAreNone() {
    LabelledImages images = numbered();
    GroupedImages turned = turned(images);
    float[] pixels = new float[9];
    turned.write(0, pixels, 0);
    // 0 1 2 / 3 4 5 / 6 7 8 becomes 2 5 8 / 1 4 7 / 0 3 6.
    assertThat(grey(pixels)).containsExactly(2, 5, 8, 1, 4, 7, 0, 3, 6);
    LabelledImages whole = images;
    for (int turn = 0; turn < 4; turn++) {
      turned(whole).write(0, pixels, 0);
      byte[] bytes = new byte[9];
      int[] values = grey(pixels);
      IntStream.range(0, 9).forEach(p -> bytes[p] = (byte) values[p]);
      whole = new LabelledImages(3, 3, 10, bytes, new byte[] {1});
    }
    assertThat(whole.checksum()).isEqualTo(images.checksum());
  }

  private static LabelledImages numbered() {
    return new LabelledImages(3, 3, 10, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, new byte[] {1});
  }

  private static GroupedImages turned(LabelledImages images) {
    return new GroupedImages(
        images, ALL, new GroupedDigits().open(NONE, new GroupedDigits().condition("imbalance=0.9"), Protocol.PUBLISHED,
            new PoolSizes(1, 0, 1, 1), SEED).privateAttribute(),
        GroupedImages.Look.ROTATED, new int[] {0}, new byte[] {1});
  }

  private static int[] grey(float[] pixels) {
    return IntStream.range(0, pixels.length).map(p -> Math.round((pixels[p] / 2 + .5f) * 255)).toArray();
  }

  @Test
  void quotasAreExactWithinEachDigitAndSmallMinoritiesAreInLargeOnes() {
    Task task = task(Kind.ROTATED, ALL, "imbalance=0.9");
    Sample tenth = task.train().in(task.training(), SEED);
    Sample half = task.train().in(Mix.balanced(), SEED);
    int[][] counts = tenth.labels().groups().counts();
    for (int[] of : counts) {
      assertThat(of[1]).isEqualTo((int) Math.round((1 - 0.9) * (of[0] + of[1])));
    }
    assertThat(minority(half)).containsAll(minority(tenth));
    assertThat(minority(task.train().in(task.training(), new Seed(4)))).isNotEqualTo(minority(tenth));
    assertThatThrownBy(() -> task.train().in(Mix.asIs(), SEED))
        .isInstanceOf(DataException.class).hasMessage("mix: expected imbalance=SHARE or balanced, as groups are painted, was as-is");
  }

  private static Set<Integer> minority(Sample sample) {
    Set<Integer> minority = new HashSet<>();
    int[] groups = sample.labels().privateAttributes();
    IntStream.range(0, groups.length).filter(i -> groups[i] == 1).forEach(minority::add);
    return minority;
  }

  @Test
  void everyTestImageIsThereBothWaysNextToItself() {
    for (Kind kind : List.of(Kind.ROTATED, Kind.POLARITY, Kind.COLOURS)) {
      Task task = task(kind, List.of(1, 7), "imbalance=0.95");
      Images images = task.split("unbiased").pool().in(Mix.balanced(), SEED).view();
      assertThat(images.size()).isEqualTo(2 * 60);
      assertThat(images.targetClasses()).isEqualTo(2);
      float[] first = new float[images.shape().volume()];
      float[] second = first.clone();
      for (int i = 0; i < images.size(); i += 2) {
        assertThat(images.target(i)).isEqualTo(images.target(i + 1));
        assertThat(images.privateAttribute(i) + 2 * images.privateAttribute(i + 1)).isEqualTo(2);
        images.write(i, first, 0);
        images.write(i + 1, second, 0);
        assertThat(first).isNotEqualTo(second);
        if (kind == Kind.POLARITY) {
          assertThat(first[400]).isEqualTo(-second[400]);
        }
      }
    }
  }

  @Test
  void onlyTheRareDigitIsCutAndOnlyForTheNetwork() {
    Task task = task(Kind.RARE, ALL, "keep=5");
    int[] before = task.attack().in(Mix.asIs(), SEED).labels().groups().counts()[8];
    Sample kept = task.train().in(Mix.asIs(), SEED);
    assertThat(kept.labels().groups().counts()[8]).containsExactly(0, 5);
    assertThat(before[1]).isGreaterThan(5);
    int[] whole = new int[10];
    Images all = task(Kind.RARE, ALL, "all").train().in(Mix.asIs(), SEED).view();
    Arrays.stream(all.labels().targets()).forEach(y -> whole[y]++);
    int[] left = new int[10];
    Arrays.stream(kept.labels().targets()).forEach(y -> left[y]++);
    whole[8] = 5;
    assertThat(left).isEqualTo(whole);
    assertThatThrownBy(() -> task(Kind.RARE, ALL, "keep=1000").train().in(Mix.asIs(), SEED))
        .hasMessageContaining("keep: expected at most the");
  }

  @Test
  void aMirroredDigitLeansTheOtherWayAShiftedOneTheSameAndABlankOneNotAtAll() {
    byte[] pixels = new byte[4 * 784];
    for (int row = 5; row < 20; row++) {
      int column = 20 - row / 2;
      pixels[row * 28 + column] = 100;
      pixels[784 + row * 28 + 27 - column] = 100;
      pixels[2 * 784 + (row + 3) * 28 + column + 2] = 100;
    }
    LabelledImages images = new LabelledImages(28, 28, 10, pixels, new byte[4]);
    double slant = DigitShape.SLANT.of(images, 0).orElseThrow();
    assertThat(slant).isBetween(0.4, 0.6);
    assertThat(DigitShape.SLANT.of(images, 1).orElseThrow()).isCloseTo(-slant, within(1e-12));
    assertThat(DigitShape.SLANT.of(images, 2).orElseThrow()).isCloseTo(slant, within(1e-12));
    assertThat(DigitShape.SLANT.of(images, 3)).isEmpty();
    assertThat(new DigitShape.Deciles(DigitShape.SLANT, -.1, .1).groups(images)).containsExactly(2, 1, 2, 0);
  }

  @Test
  void decilesOfTheSlantOfMnist() {
    LabelledImages test = RealMnist.require().test();
    DigitShape.Deciles slant = DigitShape.SLANT.deciles(test);
    assertThat(slant.low()).isCloseTo(-.233, within(.0005));
    assertThat(slant.high()).isCloseTo(.436, within(.0005));
    byte[] groups = slant.groups(test);
    assertThat(IntStream.range(0, groups.length).filter(i -> groups[i] == 1)).hasSize(1000);
  }

  @Test
  void refusesWhatMeansNothing() {
    assertThatThrownBy(() -> new GroupedDigits(Source.DRAWN, Kind.ROTATED, List.of(7, 1), 8))
        .hasMessage("classes: expected two or more of 0..9, ascending, each once, was [7, 1]");
    assertThatThrownBy(() -> new GroupedDigits(Source.DRAWN, Kind.RARE, List.of(1, 7), 8))
        .hasMessage("rare: expected one of the classes [1, 7], was 8");
    assertThatThrownBy(() -> new GroupedDigits().condition("rho=0.9"))
        .hasMessage("condition: expected imbalance=SHARE, the majority's, was 'rho=0.9'");
    assertThat(new GroupedDigits().in(NONE).source()).isEqualTo(Source.DRAWN);
    assertThat(new GroupedDigits().in(NONE).fingerprint(NONE)).isEqualTo(Optional.empty());
  }

  private static Task task(Kind kind, List<Integer> classes, String condition) {
    GroupedDigits data = new GroupedDigits(Source.DRAWN, kind, classes, 8);
    return data.open(NONE, data.condition(condition), Protocol.DISJOINT, new PoolSizes(400, 50, 100, 60), SEED);
  }
}
