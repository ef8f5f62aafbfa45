package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.random.Sha256;

/** The images and colours of a digit cell are those of every run so far: its random streams keep their names. */
class PinnedStreamsTest {

  private static final String TEXT =
      """
      name: pinned
      title: Pinned
      digits: drawn
      protocol: disjoint
      pools: {encoderTrain: 60, validation: 20, attackTrain: 30, test: 40}
      rho: [.9]
      methods: [vanilla, oracle-data]
      attackers: [balanced, published]
      seeds: 2
      seed: 3
      """;

  @ParameterizedTest
  @CsvSource({
    "0, 4a48714df854, efae3133e1d6, aaace6c771b8, 7e568b50495a, d33785c1ad5f, 0d21f4885761, 3509fb10e243,"
        + " 482fb40c4c8e, 93fa560e5fa9, 59f7f0702e89, -3008741510051131477, -3446681613937417266",
    "1, ef9fc45722e4, 91b81db412d4, c58578435226, cfc48c97fc52, f74030156565, 39445404e6fb, be6c860fe4d9,"
        + " 482fb40c4c8e, 7fd8d909e38c, 7eb31a63b022, -8004477318879334514, 1206493037388410633",
    "2, 19429f2c2ea8, efae3133e1d6, aaace6c771b8, 7e568b50495a, d33785c1ad5f, 0d21f4885761, 3509fb10e243,"
        + " 482fb40c4c8e, 93fa560e5fa9, 59f7f0702e89, -3008741510051131477, -3446681613937417266",
    "3, 7e24ab8d10bd, 91b81db412d4, c58578435226, cfc48c97fc52, f74030156565, 39445404e6fb, be6c860fe4d9,"
        + " 482fb40c4c8e, 7fd8d909e38c, 7eb31a63b022, -8004477318879334514, 1206493037388410633",
  })
  void imagesAndStreamsAreThoseOfEveryRun(
      int cell, String train, String erasure, String validationBiased, String validationUnbiased, String balanced,
      String published, String unseen, String biased, String unbiased, String conflicting, long init, long examples) {
    DataHome home = new DataHome(Path.of("none"), "test");
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard(), home).read("t.yaml", TEXT, List.of());
    CellSpec of = spec.grid().get(cell).spec();
    CellData data = new CellData(new Tasks(spec, home).at(of.condition()), of);
    assertThat(
            List.of(
                sum(data.train()), sum(data.erasureTrain(Optional.of(Mix.rho(.5))).view()),
                sum(data.validation().get("biased")), sum(data.validation().get("unbiased")),
                sum(data.attackTrain(AttackSource.BALANCED).view()),
                sum(data.attackTrain(AttackSource.PUBLISHED).view()), sum(data.unseen()),
                sum(data.test(data.task().split("biased")).view()),
                sum(data.test(data.task().split("unbiased")).view()),
                sum(data.test(data.task().split("conflicting")).view())))
        .containsExactly(
            train, erasure, validationBiased, validationUnbiased, balanced, published, unseen, biased, unbiased,
            conflicting);
    assertThat(data.stream("init", "encoder").value()).isEqualTo(init);
    assertThat(data.examples(AttackImages.ENCODER).value()).isEqualTo(examples);
  }

  private static String sum(Images images) {
    StringBuilder text = new StringBuilder();
    float[] pixels = new float[images.shape().volume()];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, 0);
      text.append("%d %d %d\n".formatted(images.target(i), images.privateAttribute(i), Arrays.hashCode(pixels)));
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }
}
