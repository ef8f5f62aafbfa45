package org.palimpsest.bench;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.style.HorizontalBarStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The parts of a step as bars, each with its two limits: how far it is from the machine's rooflines. */
final class StepFigure {

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final int HEIGHT = 720;

  private StepFigure() {}

  static void draw(String sitting, StepProfile profile, Path file) throws IOException {
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(960)
            .height(HEIGHT)
            .title("One training step, batch %d — %s".formatted(profile.batch(), sitting))
            .xAxisTitle("ms")
            .build();
    HorizontalBarStyler style = chart.getStyler();
    style.setBaseFont(FONT);
    style.setAxisTickLabelsFont(FONT).setAxisTitleFont(FONT);
    style.setLegendPosition(LegendPosition.OutsideS).setLegendLayout(LegendLayout.Horizontal);
    style.setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    // The hint is for categories too, though they are on the other axis.
    style.setXAxisTickMarkSpacingHint(3 * HEIGHT / (4 * profile.rows().size()));
    style.setXAxisMin(0.0);
    List<StepProfile.Row> rows = profile.rows();
    add(chart, "measured", new Color(0x30475e), rows, StepProfile.Row::all);
    add(chart, "its arithmetic at the rate of matrix products", new Color(0xe0a458), rows, StepProfile.Row::arithmetic);
    add(chart, "its bytes at the memory's rate", new Color(0x9cc5e8), rows, StepProfile.Row::memory);
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static void add(
      HorizontalBarChart chart,
      String name,
      Color colour,
      List<StepProfile.Row> rows,
      ToDoubleFunction<StepProfile.Row> value) {
    List<Double> values = rows.stream().map(row -> value.applyAsDouble(row)).toList();
    List<String> labels = rows.stream().map(row -> row.part().label()).toList();
    chart.addSeries(name, values, labels).setFillColor(colour);
  }
}
