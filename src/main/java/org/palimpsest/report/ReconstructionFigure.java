package org.palimpsest.report;

import java.awt.Color;
import java.awt.Font;
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

/**
 * Test images, and below them what each method's features still show of them: the paper's Fig. 6. The pictures are
 * strips in {@code reconstructions/}, one a cell: images above, drawings below.
 */
final class ReconstructionFigure {

  private static final int LABEL_ROOM = 160;
  private static final int GAP = 3;
  private static final int LARGEST = 62;

  /** Pixels of a picture are drawn as squares of so many, so that no viewer blurs them. */
  private static final int SHARP = 4;

  private ReconstructionFigure() {}

  /** A figure for each correlation that has pictures, of the first seed that has any. */
  static List<Figure> of(Slice slice, Path folder, String suffix) throws IOException {
    List<Figure> figures = new ArrayList<>();
    Optional<Attack> decoder = slice.attack(ReconstructionTable.DECODER);
    for (double rho : decoder.isPresent() ? slice.rhos() : List.<Double>of()) {
      for (int seed : slice.seeds()) {
        Map<String, BufferedImage> strips = strips(slice, decoder.get(), rho, seed, folder);
        if (!strips.isEmpty()) {
          figures.add(figure(slice, rho, seed, strips, suffix));
          break;
        }
      }
    }
    return figures;
  }

  private static Map<String, BufferedImage> strips(Slice slice, Attack decoder, double rho, int seed, Path folder)
      throws IOException {
    Map<String, BufferedImage> strips = new LinkedHashMap<>();
    for (Condition at : slice.conditions()) {
      Optional<String> cell =
          slice.cell(Query.of(at, decoder, Query.UNBIASED, ReconstructionTable.ERROR), seed);
      if (at.rho() == rho && cell.isPresent()) {
        Path file = folder.resolve(cell.get() + ".png");
        if (Files.exists(file)) {
          strips.put(slice.label(at.arm()), read(file));
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
      Slice slice, double rho, int seed, Map<String, BufferedImage> strips, String suffix) {
    BufferedImage first = strips.values().iterator().next();
    int side = first.getHeight() / 2;
    int columns = first.getWidth() / side;
    int size = Math.min(LARGEST, (Frame.WIDTH - 2 * Frame.MARGIN - LABEL_ROOM) / columns - GAP);
    String subtitle =
        slice.setting().label() + " \u00b7 trained at \u03c1 = " + Text.rho(rho) + " \u00b7 seed " + seed;
    Frame frame = new Frame("Images drawn again from the features", subtitle, List.of());
    return new Figure(
        "reconstructions-rho-" + Text.rho(rho) + suffix,
        "Images drawn from the features of each method at \u03c1 = " + Text.rho(rho),
        "A decoder trained on each method's frozen features draws the same test images: one of each digit in the "
            + "colour of another, then two in their own colour. A method that erases draws every digit on the "
            + "same ground.",
        Frame.WIDTH,
        frame.top() + (strips.size() + 1) * (size + GAP) + Frame.MARGIN,
        graphics -> {
          frame.paint(graphics);
          Ink ink = new Ink(graphics);
          row(ink, "original", first.getSubimage(0, 0, first.getWidth(), side), side, size, frame.top());
          int y = frame.top();
          for (Map.Entry<String, BufferedImage> strip : strips.entrySet()) {
            y += size + GAP;
            BufferedImage drawn = strip.getValue().getSubimage(0, side, strip.getValue().getWidth(), side);
            row(ink, strip.getKey(), drawn, side, size, y);
          }
        });
  }

  private static void row(Ink ink, String label, BufferedImage pictures, int side, int size, int y) {
    Font font = fit(label);
    ink.text(label, Frame.MARGIN, y + size / 2.0 + 4, 0, font, Ink.TEXT);
    for (int column = 0; column * side < pictures.getWidth(); column++) {
      int x = Frame.MARGIN + LABEL_ROOM + column * (size + GAP);
      BufferedImage picture = sharp(pictures.getSubimage(column * side, 0, side, side));
      ink.graphics().drawImage(picture, x, y, size, size, Color.WHITE, null);
    }
  }

  private static Font fit(String label) {
    double size = 12.5;
    while (size > 7 && Ink.width(label, Ink.size(size)) > LABEL_ROOM - 8) {
      size -= .5;
    }
    return Ink.size(size);
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
