package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.Groups;
import org.palimpsest.random.Seed;

class ColouredBackgroundTest {

  private static final ColouredBackground PUBLISHED = new ColouredBackground();
  private static final Seed SEED = new Seed(11);

  @ParameterizedTest
  @CsvSource({"0.990, 606, 1", "0.995, 305, 10", "0.997, 184, 6", "0.999, 63, 27"})
  void conflictingImagesAndEmptyCellsAreThoseOfTheTrainingImages(double rho, int conflicting, int empty) {
    Groups groups = PUBLISHED.inject(RealMnist.require().train(), rho, SEED).labels().groups();
    assertThat(aligned(groups)).isEqualTo(60_000 - conflicting);
    assertThat(groups.total()).isEqualTo(60_000);
    assertThat(Arrays.stream(groups.counts()).flatMapToInt(Arrays::stream).filter(n -> n == 0)).hasSize(empty);
  }

  private static int aligned(Groups groups) {
    return IntStream.range(0, groups.targets()).map(y -> groups.count(y, y)).sum();
  }

  @ParameterizedTest
  @CsvSource({"0.1, 996", "0, 0", "1, 10000"})
  void alignedImagesAreThoseOfTheTestImages(double rho, int aligned) {
    assertThat(aligned(PUBLISHED.inject(RealMnist.require().test(), rho, SEED).labels().groups())).isEqualTo(aligned);
  }

  @ParameterizedTest
  @CsvSource({
    // n, rho, aligned, chunk: floor(n rho) in double precision, so that 100 x .29 = 28.999... counts as 28
    "100, 0.29, 28, 8", "1000, 0.999, 999, 1", "1000, 0.99, 990, 2", "100, 0.1, 10, 10", "50, 1, 50, 0", "7, 0, 0, 1"
  })
  void quotasAreFlooredAndChunksRoundedUp(int n, double rho, int aligned, int chunk) {
    ColouredImages images = PUBLISHED.inject(ofOneClass(3, n), rho, SEED);
    int[] counts = new int[10];
    IntStream.range(0, n).forEach(i -> counts[images.privateAttribute(i)]++);
    assertThat(counts[3]).isEqualTo(aligned);

    int[] expected = new int[9];
    for (int k = 0, left = n - aligned; left > 0; k++, left -= chunk) {
      expected[k] = Math.min(chunk, left);
    }
    counts[3] = 0;
    assertThat(sorted(counts)).isEqualTo(sorted(Arrays.copyOf(expected, 10)));
  }

  @Test
  void fewerConfusingLabelsAreTheNextOnes() {
    ColouredImages images = new ColouredBackground(2).inject(ofOneClass(8, 100), 0.5, SEED);
    Groups cells = images.labels().groups();
    assertThat(new int[] {cells.count(8, 8), cells.count(8, 9), cells.count(8, 0)})
        .containsExactly(50, 25, 25);
  }

  @Test
  void theColoursOfAClassDependOnNoOtherClass() {
    byte[] labels = {4, 1, 4, 4, 1, 4, 4, 4, 1, 4, 4, 4};
    byte[] others = {4, 2, 4, 4, 7, 4, 4, 4, 0, 4, 4, 4};
    ColouredImages one = PUBLISHED.inject(labelled(labels), 0.3, SEED);
    ColouredImages other = PUBLISHED.inject(labelled(others), 0.3, SEED);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == 4) {
        assertThat(other.privateAttribute(i)).isEqualTo(one.privateAttribute(i));
      }
    }
  }

  @Test
  void theSeedDecides() {
    LabelledImages images = ofOneClass(2, 200);
    assertThat(colours(images, new Seed(1))).isEqualTo(colours(images, new Seed(1)));
    assertThat(colours(images, new Seed(1))).isNotEqualTo(colours(images, new Seed(2)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void refusesAShareOutOfRange(double rho) {
    assertThatThrownBy(() -> PUBLISHED.inject(ofOneClass(1, 3), rho, SEED))
        .hasMessage("rho: expected a share in [0, 1], was " + rho);
  }

  @Test
  void refusesWhatItCannotColour() {
    assertThatThrownBy(() -> new ColouredBackground(0)).hasMessage("confusingLabels: expected 1..9, was 0");
    assertThatThrownBy(() -> new ColouredBackground(10)).hasMessage("confusingLabels: expected 1..9, was 10");
    LabelledImages twoClasses = new LabelledImages(1, 1, 2, new byte[2], new byte[2]);
    assertThatThrownBy(() -> PUBLISHED.inject(twoClasses, 0.5, SEED))
        .hasMessage("classes: expected 10, one per colour, was 2");
  }

  private static int[] colours(LabelledImages images, Seed seed) {
    ColouredImages coloured = PUBLISHED.inject(images, 0.5, seed);
    return IntStream.range(0, images.size()).map(coloured::privateAttribute).toArray();
  }

  private static LabelledImages ofOneClass(int label, int size) {
    byte[] labels = new byte[size];
    Arrays.fill(labels, (byte) label);
    return labelled(labels);
  }

  private static LabelledImages labelled(byte[] labels) {
    return new LabelledImages(1, 1, 10, new byte[labels.length], labels);
  }

  private static int[] sorted(int[] values) {
    return Arrays.stream(values).sorted().toArray();
  }
}
