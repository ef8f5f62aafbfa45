package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.figure.Figures;
import org.palimpsest.report.results.Results;

class FigureTest {

  static Stream<SampleRuns> shapes() {
    return Stream.of(
        SampleRuns.SMALL,
        SampleRuns.SMALL.withRhos(.99).withSeeds(1),
        SampleRuns.SMALL.withMethods("Vanilla").withRhos(.9, .99).withSetting("drawn", "disjoint", "reduced"),
        SampleRuns.SMALL
            .withMethods("Vanilla", "EnD alpha=0.1 beta=0.1", "EnD alpha=24.7 beta=25.4", "RUBi", "Novel")
            .withRhos(.990, .995, .997, .999));
  }

  static List<Figure> figures(SampleRuns runs) {
    Results results = new Results(runs.setting(), runs.rows(), RecordedRun.none(), name -> name);
    return Stream.of(Figures.of(results, SampleRuns.published(), ""), Figures.aside(results, SampleRuns.published(), ""))
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyFigureFillsItsCanvasAndKeepsItsMargins(SampleRuns runs) {
    List<Figure> figures = figures(runs);
    assertThat(figures)
        .extracting(Figure::name)
        .containsExactly(
            "leakage", "scatter-published", "scatter-balanced", "curves-validation", "curves-loss", "polar-published",
            "polar-balanced");
    for (Figure figure : figures) {
      BufferedImage image = figure.image();
      assertThat(image.getWidth()).isEqualTo((int) (Figure.PNG_SCALE * figure.width()));
      assertThat(inked(image)).as(figure.name()).isGreaterThan(.005);
      assertThat(borderIsWhite(image)).as("%s: nothing is cut off at the border", figure.name()).isTrue();
    }
  }

  @Test
  void svgIsWellFormedAndNeedsNoFont() throws Exception {
    for (Figure figure : figures(SampleRuns.SMALL)) {
      byte[] svg = figure.svg();
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(svg));
      assertThat(new String(svg, StandardCharsets.UTF_8)).doesNotContain("<text").doesNotContain("NaN");
    }
  }

  @Test
  void theSameResultsGiveTheSameBytes() throws IOException {
    List<Figure> once = figures(SampleRuns.SMALL);
    List<Figure> again = figures(SampleRuns.SMALL);
    for (int i = 0; i < once.size(); i++) {
      assertThat(once.get(i).svg()).isEqualTo(again.get(i).svg());
    }
  }

  private static double inked(BufferedImage image) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == 0xffffff ? 0 : 1;
      }
    }
    return (double) count / image.getWidth() / image.getHeight();
  }

  private static boolean borderIsWhite(BufferedImage image) {
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        boolean border = x < 4 || y < 4 || x >= image.getWidth() - 4 || y >= image.getHeight() - 4;
        if (border && (image.getRGB(x, y) & 0xffffff) != 0xffffff) {
          return false;
        }
      }
    }
    return true;
  }
}
