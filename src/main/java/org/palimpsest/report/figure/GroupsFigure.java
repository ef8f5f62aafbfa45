package org.palimpsest.report.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.experiment.GroupSheet;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.results.GroupCounts.Party;
import org.palimpsest.report.results.GroupCounts;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * The training images by group of target and private value: the paper's Fig. 7, a figure for each condition. Of drawn
 * images it shows some; of collected ones, which may be of people, how many there are.
 */
public final class GroupsFigure {

  private static final int LABELS = 150;
  private static final int PICTURE = 48;
  private static final int COUNT = 20;
  private static final int GAP = 3;
  private static final int BAR = 10;

  /** As many columns as can be read. */
  private static final int MOST_COLUMNS = 6;

  private final Results results;
  private final Party party;
  private final Optional<List<List<BufferedImage>>> pictures;

  private GroupsFigure(Results results, Party party, Optional<List<List<BufferedImage>>> pictures) {
    this.results = results;
    this.party = party;
    this.pictures = pictures;
  }

  public static List<Figure> of(Results results, GroupCounts counts, String suffix) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (Party party : results.words().givenFeatures() ? List.<Party>of() : counts.of(results)) {
      boolean fits = Math.min(party.targets().size(), party.privateValues().size()) <= MOST_COLUMNS;
      if (party.images().equals(GroupSheet.TRAINING) && fits) {
        figures.add(new GroupsFigure(results, party, counts.pictures(party)).figure(suffix));
      }
    }
    return figures;
  }

  /** Whether rows are private values, so that there are fewer columns. */
  private boolean turned() {
    return party.privateValues().size() > party.targets().size();
  }

  private List<String> rows() {
    return turned() ? party.privateValues() : party.targets();
  }

  private List<String> columns() {
    return turned() ? party.targets() : party.privateValues();
  }

  private Figure figure(String suffix) {
    Words words = results.words();
    FigureHeading heading =
        new FigureHeading(
            "Training images" + under(),
            results.about() + " \u00b7 " + Text.count(party.total(), "image") + " \u00b7 rows: "
                + (turned() ? words.secret() : words.target()) + ", columns: "
                + (turned() ? words.target() : words.secret()),
            List.of());
    int top = heading.top() + 18;
    return new Figure(
        "groups-" + Words.file(party.condition()) + suffix,
        "Training images of each " + words.target() + " and " + words.secret() + under(),
        "How many training images each pair of " + words.target() + " and " + words.secret() + " has, as in the paper's "
            + "Fig. 7"
            + (pictures.isPresent()
                ? ", and some of them. The images are drawn."
                : ". Collected images are counted and not shown."),
        FigureHeading.WIDTH,
        top + rows().size() * rowHeight() + FigureHeading.MARGIN,
        graphics -> {
          heading.paint(graphics);
          paint(graphics, top);
        });
  }

  /** Nothing where there is one condition. */
  private String under() {
    return results.grid().conditions().size() == 1 ? "" : " " + Words.under(party.condition());
  }

  private int rowHeight() {
    return COUNT + (pictures.isPresent() ? PICTURE : BAR) + 3 * GAP;
  }

  private void paint(Graphics2D graphics, int top) {
    Canvas canvas = new Canvas(graphics);
    double width = (FigureHeading.WIDTH - LABELS - 2.0 * FigureHeading.MARGIN) / columns().size();
    for (int column = 0; column < columns().size(); column++) {
      double x = FigureHeading.MARGIN + LABELS + column * width;
      canvas.text(columns().get(column), x, top - 6, 0, Canvas.bold(12.5), Canvas.TEXT);
      for (int row = 0; row < rows().size(); row++) {
        double y = top + row * rowHeight();
        if (column == 0) {
          canvas.line(FigureHeading.MARGIN, y, FigureHeading.WIDTH - FigureHeading.MARGIN, y, Canvas.GRID, 1);
          canvas.text(rows().get(row), FigureHeading.MARGIN, y + 15, 0, Canvas.bold(12.5), Canvas.TEXT);
        }
        group(canvas, row, column, x, y, width - 12);
      }
    }
  }

  private void group(Canvas canvas, int row, int column, double x, double y, double width) {
    int target = turned() ? column : row;
    int secret = turned() ? row : column;
    int count = party.count(party.targets().get(target), party.privateValues().get(secret));
    String words =
        count == 0
            ? "none"
            : String.format(Locale.ROOT, "%,d (%s %%)", count, Text.decimal(100.0 * count / party.total(), 1));
    canvas.text(words, x, y + 15, 0, Canvas.size(12), count == 0 ? Canvas.FAINT : Canvas.TEXT);
    double below = y + COUNT + GAP;
    if (pictures.isEmpty()) {
      double share = (double) count / party.most();
      canvas.fill(new Rectangle2D.Double(x, below, width * share, BAR), DotPlot.look(4).color());
      return;
    }
    double at = x;
    for (BufferedImage picture : pictures.get().get(target * party.privateValues().size() + secret)) {
      int wide = Math.max(1, Math.round((float) PICTURE * picture.getWidth() / picture.getHeight()));
      if (at + wide > x + width) {
        break;
      }
      canvas.graphics().setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      canvas.graphics().drawImage(picture, (int) at, (int) below, wide, PICTURE, null);
      at += wide + GAP;
    }
  }
}
