package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Samples a second of the training step against batch size, of the product and of its peers. */
final class BatchFigure {

  private static final String CLASS = "TrainingStep";

  private BatchFigure() {}

  /** Whether there is anything to draw. */
  static boolean fits(Sitting sitting) {
    return sitting.scores().stream().anyMatch(s -> s.name().equals(CLASS + ".step"));
  }

  static void draw(Sitting sitting, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(420)
            .title("Training step of the published network — " + sitting.name())
            .xAxisTitle("batch size (images)")
            .yAxisTitle("samples / s")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.0);
    List<Score> steps =
        sitting.scores().stream().filter(s -> s.name().endsWith(CLASS + ".step")).toList();
    for (String name : new TreeSet<>(steps.stream().map(Score::benchmark).toList())) {
      List<Score> line = new ArrayList<>(steps.stream().filter(s -> s.benchmark().equals(name)).toList());
      line.sort(Comparator.comparingInt(s -> s.batch().orElseThrow()));
      chart.addSeries(
          name.equals(CLASS) ? "Palimpsest" : name.replace(CLASS, ""),
          line.stream().map(s -> s.batch().orElseThrow()).toList(),
          line.stream().map(Score::rate).toList());
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
