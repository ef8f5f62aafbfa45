package org.palimpsest.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.random.Seed;

class DrawnDigitsTest {

  private static final int AREA = 784;
  private static final LabelledImages DIGITS = new DrawnDigits(2000, 500, new Seed(1)).train();

  /** Pinned: the same bits on every platform and with any number of threads. */
  @Test
  void theImagesAreTheSameEverywhere() {
    DrawnDigits digits = new DrawnDigits(50, 50, new Seed(1));
    assertThat(digits.train().checksum()).isEqualTo("d7c3cc9154ab1333042b5072542a9a63591731603030a14977c459f24a44717e");
    assertThat(digits.test().checksum()).isEqualTo("65187a61f85629503ffa7542282b69d986e2b2ee8889860806e671df1a623d35");
  }

  @Test
  void aSmallerSetIsTheBeginningOfALargerOne() {
    LabelledImages first = DIGITS.select(IntStream.range(0, 50).toArray());
    assertThat(new DrawnDigits(50, 7, new Seed(1)).train().checksum()).isEqualTo(first.checksum());
  }

  @Test
  void noImageOccursTwiceNorInTrainingAndTest() {
    LabelledImages test = new DrawnDigits(2000, 500, new Seed(1)).test();
    Set<String> images = new HashSet<>();
    for (LabelledImages part : new LabelledImages[] {DIGITS, test}) {
      for (int i = 0; i < part.size(); i++) {
        images.add(part.select(new int[] {i}).checksum());
      }
    }
    assertThat(images).hasSize(2500);
  }

  @Test
  void labelsAreUniform() {
    int[] counts = new int[10];
    IntStream.range(0, DIGITS.size()).forEach(i -> counts[DIGITS.label(i)]++);
    double chiSquare = Arrays.stream(counts).mapToDouble(n -> (n - 200.0) * (n - 200.0) / 200).sum();
    assertThat(chiSquare).as("9 degrees of freedom, 99.9 %% quantile").isLessThan(27.9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void everyDigitHasSeveralStyles(int digit) {
    assertThat(PenStrokes.of(digit)).hasSizeGreaterThanOrEqualTo(3).allMatch(style -> style.weight() > 0);
  }

  /** MNIST's own figures: 19.3 % of the pixels are not 0, and the mean grey is 0.1325. */
  @Test
  void theAmountOfInkIsThatOfMnist() {
    long inked = 0;
    double grey = 0;
    for (int i = 0; i < DIGITS.size(); i++) {
      for (int p = 0; p < AREA; p++) {
        inked += DIGITS.pixel(i, p) != 0 ? 1 : 0;
        grey += DIGITS.pixel(i, p) / 255.0;
      }
    }
    assertThat(inked / (double) DIGITS.size() / AREA).isCloseTo(0.193, within(0.01));
    assertThat(grey / DIGITS.size() / AREA).isCloseTo(0.1325, within(0.01));
  }

  @Test
  void digitsLieInAFrameWithTheirMassInTheMiddle() {
    for (int i = 0; i < DIGITS.size(); i++) {
      double mass = 0;
      double x = 0;
      double y = 0;
      for (int p = 0; p < AREA; p++) {
        mass += DIGITS.pixel(i, p);
        x += DIGITS.pixel(i, p) * (p % 28 + 0.5);
        y += DIGITS.pixel(i, p) * (p / 28 + 0.5);
      }
      assertThat(new double[] {x / mass, y / mass}).containsExactly(new double[] {14, 14}, within(0.51));
    }
  }

  /** A nearest neighbour among 2,000 drawn digits, both sides in black and white, must read most of MNIST. */
  @Test
  void whatIsLearnedFromThemReadsMnist() {
    LabelledImages mnist = RealMnist.require().test();
    long[][] known = IntStream.range(0, DIGITS.size()).mapToObj(i -> bits(DIGITS, i)).toArray(long[][]::new);
    int asked = 500;
    long read =
        IntStream.range(0, asked)
            .filter(i -> DIGITS.label(nearest(known, bits(mnist, i))) == mnist.label(i))
            .count();
    assertThat(read / (double) asked).isGreaterThan(0.75);
  }

  @Test
  void refusesAnEmptySet() {
    assertThatThrownBy(() -> new DrawnDigits(0, 5, new Seed(1))).hasMessage("trainSize: expected at least 1, was 0");
    assertThatThrownBy(() -> new DrawnDigits(5, 0, new Seed(1))).hasMessage("testSize: expected at least 1, was 0");
  }

  private static long[] bits(LabelledImages images, int image) {
    long[] bits = new long[(AREA + 63) / 64];
    for (int p = 0; p < AREA; p++) {
      bits[p / 64] |= images.pixel(image, p) != 0 ? 1L << (p % 64) : 0;
    }
    return bits;
  }

  private static int nearest(long[][] known, long[] asked) {
    int nearest = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < known.length; i++) {
      int distance = 0;
      for (int w = 0; w < asked.length; w++) {
        distance += Long.bitCount(known[i][w] ^ asked[w]);
      }
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }
}
