package org.palimpsest.report.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.draw.Canvas;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.FigureHeading;
import org.palimpsest.report.results.Reconstruction;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Words;

/**
 * Test images, and below them what each method's features still show of them: the paper's Fig. 6. The pictures are
 * strips in {@code reconstructions/}, one a cell: images above, drawings below.
 */
public final class ReconstructionFigure {

  private static final int LABEL_ROOM = 160;
  private static final int GAP = 3;
  private static final int LARGEST = 62;

  /** Pixels of a picture are drawn as squares of so many, so that no viewer blurs them. */
  private static final int SHARP = 4;

  private ReconstructionFigure() {}

  /** A figure for each condition that has pictures, of the first seed that has any. */
  public static List<Figure> of(Results results, Path folder, String suffix) throws IOException {
    List<Figure> figures = new ArrayList<>();
    Optional<AttackKey> decoder = Reconstruction.attack(results);
    for (AxisLabel condition : decoder.isPresent() ? results.grid().conditions() : List.<AxisLabel>of()) {
      for (int seed : results.grid().seeds()) {
        Map<String, BufferedImage> strips = strips(results, decoder.get(), condition, seed, folder);
        if (!strips.isEmpty()) {
          figures.add(figure(results, condition, seed, strips, suffix));
          break;
        }
      }
    }
    return figures;
  }

  private static Map<String, BufferedImage> strips(Results results, AttackKey decoder, AxisLabel condition, int seed, Path folder)
      throws IOException {
    Map<String, BufferedImage> strips = new LinkedHashMap<>();
    for (Case at : results.grid().cases(condition)) {
      Optional<String> cell =
          results.cell(results.headline(at, decoder, Reconstruction.ERROR), seed);
      if (cell.isPresent()) {
        Path file = folder.resolve(cell.get() + ".png");
        if (Files.exists(file)) {
          strips.put(results.labels().of(at.arm()), read(file));
        }
      }
    }
    return strips;
  }

  private static BufferedImage read(Path file) throws IOException {
    BufferedImage strip = ImageIO.read(file.toFile());
    if (strip == null || strip.getHeight() % 2 != 0 || strip.getWidth() % (strip.getHeight() / 2) != 0) {
      throw new IOException(file + ": expected a PNG of two rows of square pictures");
    }
    return strip;
  }

  private static Figure figure(
      Results results, AxisLabel condition, int seed, Map<String, BufferedImage> strips, String suffix) {
    BufferedImage first = strips.values().iterator().next();
    int side = first.getHeight() / 2;
    int columns = first.getWidth() / side;
    int room = Math.min(LARGEST, (FigureHeading.WIDTH - 2 * FigureHeading.MARGIN - LABEL_ROOM) / columns - GAP);
    int size = Math.max(1, room / side) * side;
    String subtitle =
        results.about() + " \u00b7 " + Words.panel(condition) + " \u00b7 seed " + seed;
    FigureHeading heading = new FigureHeading("Images drawn again from the features", subtitle, List.of());
    return new Figure(
        "reconstructions-" + Words.file(condition) + suffix,
        "Images drawn from the features of each method " + Words.under(condition),
        "A decoder trained on each method's frozen features draws the same test images: one of each " + results.words().target() + " with the "
            + results.words().secret() + " of another, then two with their own. A method that erases draws all of them "
            + "alike in it.",
        FigureHeading.WIDTH,
        heading.top() + (strips.size() + 1) * (size + GAP) + FigureHeading.MARGIN,
        graphics -> {
          heading.paint(graphics);
          Canvas canvas = new Canvas(graphics);
          row(canvas, "original", first.getSubimage(0, 0, first.getWidth(), side), side, size, heading.top());
          int y = heading.top();
          for (Map.Entry<String, BufferedImage> strip : strips.entrySet()) {
            y += size + GAP;
            BufferedImage drawn = strip.getValue().getSubimage(0, side, strip.getValue().getWidth(), side);
            row(canvas, strip.getKey(), drawn, side, size, y);
          }
        });
  }

  private static void row(Canvas canvas, String label, BufferedImage pictures, int side, int size, int y) {
    Font font = fit(label);
    canvas.text(label, FigureHeading.MARGIN, y + size / 2.0 + 4, 0, font, Canvas.TEXT);
    for (int column = 0; column * side < pictures.getWidth(); column++) {
      int x = FigureHeading.MARGIN + LABEL_ROOM + column * (size + GAP);
      BufferedImage picture = sharp(pictures.getSubimage(column * side, 0, side, side));
      canvas.graphics().setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      canvas.graphics().drawImage(picture, x, y, size, size, Color.WHITE, null);
    }
  }

  private static Font fit(String label) {
    double size = 12.5;
    while (size > 7 && Canvas.width(label, Canvas.size(size)) > LABEL_ROOM - 8) {
      size -= .5;
    }
    return Canvas.size(size);
  }

  private static BufferedImage sharp(BufferedImage picture) {
    int side = picture.getWidth() * SHARP;
    BufferedImage large = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        large.setRGB(x, y, picture.getRGB(x / SHARP, y / SHARP));
      }
    }
    return large;
  }
}
