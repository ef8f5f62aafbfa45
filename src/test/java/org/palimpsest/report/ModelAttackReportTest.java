package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Text;

/** Pictures, curves and tables of attacks on whole networks. */
class ModelAttackReportTest {

  private static final SampleRuns RUNS = SampleRuns.SMALL.withRhos(.9, .99).withSeeds(2);

  @TempDir Path folder;

  private final List<ResultRow> rows = new ArrayList<>(RUNS.rows());

  @BeforeEach
  void measure() throws IOException {
    Files.createDirectories(folder.resolve("reconstructions"));
    for (ResultRow encoder : RUNS.rows()) {
      if (encoder.metric().equals(Metrics.TARGET_ACCURACY) && encoder.split().equals("unbiased") && encoder.epoch() == 0
          && encoder.group().equals("all")) {
        decoder(encoder);
        membership(encoder);
      }
    }
    RunsCsv.write(folder.resolve("runs.csv"), rows);
  }

  private void decoder(ResultRow encoder) throws IOException {
    rows.add(row(encoder, "decoder", .1, "unbiased", "all", "private_accuracy", .4));
    rows.add(row(encoder, "decoder", .1, "unbiased", "conflicting", "private_accuracy", .37));
    rows.add(row(encoder, "decoder", .1, "unbiased", "all", "reconstruction_mse", .123));
    rows.add(row(encoder, "decoder", .1, "unbiased", "all", "reconstruction_psnr", 15.1));
    BufferedImage strip = new BufferedImage(12 * 28, 2 * 28, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < strip.getWidth(); x++) {
      for (int y = 0; y < strip.getHeight(); y++) {
        strip.setRGB(x, y, y < 28 ? 0xff0000 : 0x00ff00);
      }
    }
    ImageIO.write(strip, "png", picture(encoder).toFile());
  }

  private Path picture(ResultRow encoder) {
    return folder.resolve("reconstructions/" + encoder.cell() + ".png");
  }

  private void membership(ResultRow encoder) {
    rows.add(row(encoder, "membership-loss", Double.NaN, "membership", "all", Membership.AUC, .61));
    rows.add(row(encoder, "membership-loss", Double.NaN, "membership", "conflicting", Membership.AUC, .83));
    for (double rate : List.of(.001, .01, .1)) {
      String metric = Membership.TRUE_POSITIVES_AT + Membership.name(rate);
      rows.add(row(encoder, "membership-loss", Double.NaN, "membership", "all", metric, 2 * rate));
    }
  }

  private static ResultRow row(
      ResultRow of, String attacker, double attackerRho, String split, String group, String metric, double value) {
    return of.by(new AttackKey(attacker, "", AxisLabel.rho(attackerRho)))
        .with(split, new Measurement(metric, group, value, value * .9, value * 1.1, 1000));
  }

  @Test
  void tablesHaveWhatWasMeasured() throws IOException {
    Report.write(folder);
    assertThat(Files.readString(folder.resolve("tables/membership.md")))
        .contains("| Vanilla | 0.9 | membership-loss | 61.0", "83.0", "found at 0.1 % false")
        .doesNotContain("aligned");
    assertThat(Files.readString(folder.resolve("tables/reconstructions.md"))).contains("| EnD | 0.99 | 40.0", "0.1230");
    assertThat(Files.readString(folder.resolve("tables/main.md"))).doesNotContain("membership");
    assertThat(Files.readString(folder.resolve("tables/missing.csv")).lines().filter(l -> l.contains("membership")))
        .isEmpty();
  }

  @Test
  void everyCorrelationHasItsPicturesWithARowAMethod() throws IOException {
    Report.write(folder);
    for (String rho : List.of("0.9", "0.99")) {
      BufferedImage figure = ImageIO.read(folder.resolve("figures/reconstructions-rho-" + rho + ".png").toFile());
      assertThat(count(figure, 0xff0000)).isPositive();
      assertThat(count(figure, 0x00ff00)).isEqualTo(2 * count(figure, 0xff0000));
    }
    assertThat(Files.readString(folder.resolve("report.html"))).contains("figures/reconstructions-rho-0.99.svg");
  }

  @Test
  void curvesAreDrawnInsideTheirCanvas() throws IOException {
    Report.write(folder);
    BufferedImage figure = ImageIO.read(folder.resolve("figures/roc-membership-loss.png").toFile());
    assertThat(count(figure, 0xffffff)).isLessThan((long) figure.getWidth() * figure.getHeight());
    for (int y = 0; y < figure.getHeight(); y++) {
      assertThat(figure.getRGB(figure.getWidth() - 1, y) & 0xffffff).isEqualTo(0xffffff);
    }
  }

  @Test
  void aPictureThatIsGoneLeavesARowOutAndADamagedOneIsNamed() throws IOException {
    ResultRow first = rows.get(0);
    Files.delete(picture(first));
    Report.write(folder);
    BufferedImage figure =
        ImageIO.read(folder.resolve("figures/reconstructions-rho-" + Text.rho(first.condition().rho()) + ".png").toFile());
    assertThat(count(figure, 0x00ff00)).isEqualTo(count(figure, 0xff0000));
    Files.writeString(picture(first), "no picture");
    assertThatThrownBy(() -> Report.write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(first.cell() + ".png: expected a PNG of two rows of square pictures");
  }

  private static long count(BufferedImage image, int colour) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
