package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;
import org.palimpsest.attack.network.DecoderAttack;
import org.palimpsest.attack.network.LikelihoodRatioAttack;
import org.palimpsest.attack.network.MembershipAttack;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.cost.RateEstimate;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.random.Seed;

/** Attacks on whole networks, from the experiment file to the results folder. */
class ModelAttackRunTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(new Vanilla(), new EnD()),
          List.of(new BalancedAttack()),
          List.of(new DecoderAttack(), new MembershipAttack(), new LikelihoodRatioAttack()),
          List.of(),
          List.of(new LinearEncoder.Spec(28 * 28 * 3, 10)),
          List.of(new DigitData.DrawnDigitData()));

  private static final String TEXT =
      """
      name: tiny
      digits: drawn
      title: A tiny experiment
      pools: {encoderTrain: 80, validation: 20, attackTrain: 80, test: 50}
      network: {architecture: linear}
      train: {epochs: 20, batchSize: 16, learningRate: 2e-3, selection: best-validation-unbiased}
      rho: [0.5]
      methods: [vanilla, end]
      attackers:
        - balanced
        - {attacker: decoder, widths: [4, 4, 4], epochs: 1}
        - membership
        - {attacker: lira, shadows: 4, images: 40}
      """;

  @TempDir private Path folder;

  @Test
  void rowsPicturesAndNothingElseAreLeft() throws IOException {
    run(folder, new RunListener() {}, "train.selection=last");
    List<ResultRow> rows = RunsCsv.read(folder.resolve("runs.csv"));
    assertThat(find(rows, "decoder", "unbiased", "private_accuracy")).hasSize(2);
    assertThat(find(rows, "decoder", "unbiased", "decoded_target_accuracy")).hasSize(2);
    for (String attacker :
        List.of("membership-loss", "membership-confidence", "membership-margin", "lira-online", "lira-offline")) {
      assertThat(find(rows, attacker, "membership", "membership_auc")).as(attacker).hasSize(2);
    }
    for (ResultRow row : find(rows, "membership-loss", "membership", "membership_auc")) {
      assertThat(row.value()).as("80 images seen 20 times are remembered").isGreaterThan(0.6);
      assertThat(row.ciLow()).isGreaterThan(0.5);
    }
    assertThat(files(folder.resolve("readers"))).as("one classifier for both methods").hasSize(1);
    for (String cell : rows.stream().map(ResultRow::cell).distinct().toList()) {
      BufferedImage strip = ImageIO.read(folder.resolve("reconstructions/" + cell + ".png").toFile());
      assertThat(strip.getHeight()).isEqualTo(56);
      assertThat(strip.getWidth() % 28).isZero();
      assertThat(files(folder.resolve("cells").resolve(cell))).noneMatch(name -> name.startsWith("shadows"));
    }
  }

  /** A network that learned eighty images by heart, and one whose parameters never moved. */
  @Test
  void theLikelihoodRatioFindsMembersOfARealNetworkWhereThereIsMemory() throws IOException {
    String attack = "attackers=[{attacker: lira, shadows: 8, images: 80}]";
    run(folder.resolve("overfitted"), new RunListener() {}, "methods=[vanilla]", "train.epochs=60", attack);
    ResultRow found = auc(folder.resolve("overfitted"));
    assertThat(found.value()).isGreaterThan(0.7);
    assertThat(found.ciLow()).isGreaterThan(0.5);
    run(
        folder.resolve("idle"), new RunListener() {}, "methods=[vanilla]", "train.epochs=1",
        "train.learningRate=1e-12", attack);
    ResultRow nothing = auc(folder.resolve("idle"));
    assertThat(nothing.ciLow()).isLessThan(0.5);
    assertThat(nothing.ciHigh()).isGreaterThan(0.5);
  }

  private static ResultRow auc(Path folder) throws IOException {
    return find(RunsCsv.read(folder.resolve("runs.csv")), "lira-online", "membership", "membership_auc").get(0);
  }

  /** The run is killed before the second and before the last of them. */
  @Test
  void aRunKilledAmongItsShadowsGoesOnWithTheSameBits() throws IOException {
    String[] small = {"methods=[vanilla]", "train.epochs=3", "attackers=[{attacker: lira, shadows: 4, images: 40}]"};
    run(folder.resolve("whole"), new RunListener() {}, small);
    for (String death : List.of("attack lira, shadow network 2", "attack lira, shadow network 4")) {
      RunListener killer = new RunListener() {
        @Override
        public void measuring(Cell cell, String what) {
          if (what.equals(death)) {
            throw new InternalError("killed");
          }
        }
      };
      assertThatThrownBy(() -> run(folder.resolve("killed"), killer, small)).hasMessage("killed");
    }
    run(folder.resolve("killed"), new RunListener() {}, small);
    assertThat(Files.readString(folder.resolve("killed/runs.csv")))
        .isEqualTo(Files.readString(folder.resolve("whole/runs.csv")));
  }

  @Test
  void shadowsAreInTheEstimate() {
    RateEstimate second = cell -> 1;
    Cell cell = read().grid().get(0);
    Runner.Planned planned = new Runner.Planned(cell, CellState.NEW, 0);
    double with = second.remainingSeconds(read(), planned);
    double without = second.remainingSeconds(read("attackers=[balanced, membership]"), planned);
    assertThat(with - without).isBetween(4 * 20 * 80 / 16.0 - 1e-6, 4 * 20 * 80 / 16.0 + 20);
  }

  @Test
  void oneAttackOnTheNetworkOfEachKind() {
    assertThatThrownBy(() -> read("attackers=[membership, {attacker: membership, images: 30}]"))
        .hasMessageContaining("attackers: expected each attack on the network once, was membership twice");
    assertThatThrownBy(() -> read("attackers=[membershp]")).hasMessageContaining("did you mean 'membership'?");
    assertThatThrownBy(() -> read("attackers=[{attacker: lira, shadows: 7}]"))
        .hasMessageContaining("shadows: expected even and at least 4, was 7");
  }

  @Test
  void picturesAreWrittenPixelByPixel() throws IOException {
    float[] originals = {-1, -1, -1, 1, 1, 1};
    float[] decoded = {1, -1, 0, 0, 0.5f, -0.5f};
    PictureStrip.write(new Reconstructions(1, 1, 3, originals, decoded), folder, "strip");
    BufferedImage strip = ImageIO.read(folder.resolve("strip.png").toFile());
    assertThat(strip.getWidth()).isEqualTo(2);
    assertThat(strip.getRGB(0, 0) & 0xffffff).isEqualTo(0x000000);
    assertThat(strip.getRGB(1, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(strip.getRGB(0, 1) & 0xffffff).isEqualTo(0xff0080);
    assertThat(strip.getRGB(1, 1) & 0xffffff).isEqualTo(0x80bf40);
  }

  private static List<ResultRow> find(List<ResultRow> rows, String attacker, String split, String metric) {
    return rows.stream()
        .filter(row -> row.attacker().equals(attacker) && row.split().equals(split) && row.metric().equals(metric))
        .filter(row -> row.group().equals("all"))
        .toList();
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static ExperimentSpec read(String... assignments) {
    return new ExperimentReader(CATALOGUE).read("tiny.yaml", TEXT, List.of(assignments));
  }

  private static void run(Path folder, RunListener listener, String... assignments) throws IOException {
    new Runner(read(assignments), DataHome.resolve(Optional.empty()), folder, listener)
        .run(new Provenance("test", Map.of()), false);
  }
}
