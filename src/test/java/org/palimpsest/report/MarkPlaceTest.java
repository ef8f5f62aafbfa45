package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Measurement;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.MethodStyle;
import org.palimpsest.report.figure.Figures;
import org.palimpsest.report.results.Results;

/** A mark lies where the grid lines of the finished picture say that its value is. */
class MarkPlaceTest {

  /** In pixels of the picture: the mark's own edge is drawn soft. */
  private static final double NEAR = 1.5;

  @ParameterizedTest
  @CsvSource({".2, .8", ".65, .35", ".9, .15"})
  void aMarkLiesAtItsValues(double target, double leak) {
    BufferedImage image = scatter(target, leak).image();
    List<Integer> across = lines(image, image.getWidth(), image.getHeight(), true);
    List<Integer> down = lines(image, image.getHeight(), image.getWidth(), false);
    int left = across.get(0);
    int right = across.get(across.size() - 1);
    int top = down.get(0);
    int bottom = down.get(down.size() - 1);
    int color = MethodStyle.of(List.of("Vanilla")).get(0).color().getRGB();
    double[] centre = centre(image, color, left, right, top, bottom);
    assertThat(centre[0]).isCloseTo(left + target * (right - left), within(NEAR));
    assertThat(centre[1]).isCloseTo(bottom - leak * (bottom - top), within(NEAR));
  }

  /** The scatter plot of one network with these accuracies, without error bars. */
  private static Figure scatter(double target, double leak) {
    SampleRuns runs = SampleRuns.SMALL.withMethods("Vanilla").withRhos(.99).withSeeds(1)
        .withSetting("drawn", "disjoint", "reduced");
    List<ResultRow> rows = runs.rows().stream().map(row -> with(row, target, leak)).toList();
    Results results = new Results(runs.setting(), rows, RecordedRun.none(), name -> name);
    return Figures.of(results, SampleRuns.published(), "").stream()
        .filter(figure -> figure.name().equals("scatter-balanced"))
        .findFirst()
        .orElseThrow();
  }

  private static ResultRow with(ResultRow row, double target, double leak) {
    double value =
        switch (row.metric()) {
          case "target_accuracy" -> target;
          case "private_accuracy" -> leak;
          default -> row.value();
        };
    Measurement old = row.measured().measurement();
    Measurement moved = value == row.value() ? old : new Measurement(old.metric(), old.group(), value, value, value, old.n());
    return new ResultRow(
        row.origin(), row.attack(), new ResultRow.Measured(row.split(), row.measured().epoch(), moved));
  }

  /** Where grid lines of 0 and 100 % and those between them lie: columns, or rows, most of whose pixels have their grey. */
  private static List<Integer> lines(BufferedImage image, int count, int length, boolean columns) {
    List<Integer> found = new ArrayList<>();
    int grid = Canvas.GRID.getRGB();
    for (int i = 0; i < count; i++) {
      int at = i;
      IntUnaryOperator pixel = j -> columns ? image.getRGB(at, j) : image.getRGB(j, at);
      int grey = 0;
      for (int j = 0; j < length; j++) {
        grey += near(pixel.applyAsInt(j), grid) ? 1 : 0;
      }
      if (grey > length / 2) {
        found.add(i);
      }
    }
    assertThat(found).as("grid lines").hasSizeGreaterThan(2);
    return found;
  }

  private static double[] centre(BufferedImage image, int color, int left, int right, int top, int bottom) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int i = left; i <= right; i++) {
      for (int j = top; j <= bottom; j++) {
        if (near(image.getRGB(i, j), color)) {
          x += i;
          y += j;
          count++;
        }
      }
    }
    assertThat(count).as("pixels of the mark").isGreaterThan(20);
    return new double[] {x / count, y / count};
  }

  private static boolean near(int one, int other) {
    Color a = new Color(one);
    Color b = new Color(other);
    return Math.abs(a.getRed() - b.getRed()) + Math.abs(a.getGreen() - b.getGreen())
        + Math.abs(a.getBlue() - b.getBlue()) < 30;
  }
}
