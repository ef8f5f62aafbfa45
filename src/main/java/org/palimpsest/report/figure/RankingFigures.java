package org.palimpsest.report.figure;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.palimpsest.experiment.PrivacyRank;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.results.RankedImages;
import org.palimpsest.report.results.RankedImages.Ranked;

/** Figures of images that were ranked by privacy: pictures of both ends, and accuracy against epsilon by target. */
public final class RankingFigures {

  private static final int COLUMNS = 13;
  private static final int ANSWER = 11;
  private static final int LABEL = 24;

  private final RankedImages ranked;
  private final String about;
  private final String target;
  private final String suffix;

  private RankingFigures(RankedImages ranked, String about, String target, String suffix) {
    this.ranked = ranked;
    this.about = about;
    this.target = target;
    this.suffix = suffix;
  }

  /** @param target what is read, such as digit */
  public static List<Figure> of(RankedImages ranked, String about, String target, String suffix) {
    RankingFigures figures = new RankingFigures(ranked, about, target, suffix);
    return List.of(figures.sheet(), figures.curves());
  }

  private Figure sheet() {
    List<String> targets = ranked.targets();
    int side = ranked.pictures().getHeight() / targets.size();
    int lines = (PrivacyRank.SHOWN + COLUMNS - 1) / COLUMNS;
    int half = (FigureHeading.WIDTH - 2 * FigureHeading.MARGIN - LABEL) / 2;
    int size = half / COLUMNS - 1;
    int row = lines * (size + ANSWER) + 8;
    FigureHeading heading =
        new FigureHeading("Images that privacy takes last and first", about, List.of());
    int top = heading.top() + 16;
    return new Figure(
        "privacy-ranking" + suffix,
        "Test images that privacy takes last, and first",
        "Of each " + target + " the " + PrivacyRank.SHOWN + " least sensitive images at the left and the most sensitive at "
            + "the right, by the share of all networks that read them. Below a picture stands the wrong answer that most "
            + "networks give.",
        FigureHeading.WIDTH,
        top + targets.size() * row + 8,
        graphics -> {
          heading.paint(graphics);
          Canvas canvas = new Canvas(graphics);
          int left = FigureHeading.MARGIN + LABEL;
          canvas.text("least sensitive to privacy", left, top - 6, 0, Canvas.bold(13), Canvas.TEXT);
          canvas.text("most sensitive to privacy", left + half, top - 6, 0, Canvas.bold(13), Canvas.TEXT);
          graphics.setRenderingHint(
              RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
          for (int t = 0; t < targets.size(); t++) {
            int y = top + t * row;
            canvas.text(targets.get(t), FigureHeading.MARGIN, y + size, 0, Canvas.bold(13), Canvas.TEXT);
            List<Ranked> own = ranked.of(targets.get(t));
            int shown = Math.min(PrivacyRank.SHOWN, own.size());
            for (int place = 0; place < shown; place++) {
              Ranked last = own.get(own.size() - 1 - place);
              picture(canvas, PrivacyRank.SHOWN + place, t, side, size, last, spot(left, place, size), y + line(place, size));
              picture(canvas, place, t, side, size, own.get(place), spot(left + half, place, size), y + line(place, size));
            }
          }
        });
  }

  private static int spot(int left, int place, int size) {
    return left + place % COLUMNS * (size + 1);
  }

  private static int line(int place, int size) {
    return place / COLUMNS * (size + ANSWER);
  }

  private void picture(Canvas canvas, int column, int row, int side, int size, Ranked image, int x, int y) {
    BufferedImage picture = ranked.pictures().getSubimage(column * side, row * side, side, side);
    canvas.graphics().drawImage(picture, x, y, size, size, null);
    if (!image.wrongAnswer().isEmpty()) {
      canvas.text(image.wrongAnswer(), x + size / 2.0, y + size + 9, .5, Canvas.size(8.5), Canvas.FAINT);
    }
  }

  private Figure curves() {
    List<EpsilonCurves.Curve> curves =
        ranked.targets().stream()
            .map(
                one ->
                    new EpsilonCurves.Curve(
                        one, false,
                        ranked.levels(one).stream().map(l -> EpsilonCurves.Point.of(l.epsilon(), l.accuracy())).toList()))
            .toList();
    return EpsilonCurves.figure(
        new EpsilonCurves.Words(
            "privacy-levels" + suffix,
            "Accuracy against epsilon, by " + target,
            "At the right edge stands clipping without noise, whose epsilon is infinite.",
            about + " \u00b7 mean over networks",
            "accuracy (%)"),
        List.of(new EpsilonCurves.Plot("", curves)));
  }
}
