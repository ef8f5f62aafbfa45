package org.palimpsest.report.draw;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A figure with its caption, in pixels of a screen of ordinary density.
 *
 * @param name the file name without its ending
 * @param title also its text for those who cannot see it
 */
public record Figure(String name, String title, String caption, int width, int height, Painting painting) {

  /** Pixels of the PNG for one of the figure: sharp on most screens, and small enough for a page of twenty. */
  public static final double PNG_SCALE = 1.5;

  /** Of a PNG, in bytes, as far as a palette of 16 colours gets there. */
  public static final int LARGEST_PNG = 100_000;

  private static final Pattern LONG_DECIMAL = Pattern.compile("-?\\d+\\.\\d{3,}(?:E-?\\d+)?");

  /** Draws the figure with its upper left corner at the origin. */
  public interface Painting {
    void paint(Graphics2D graphics);
  }

  /** The same with a sentence more below it. */
  public Figure noting(String sentence) {
    return new Figure(name, title, caption + " " + sentence, width, height, painting);
  }

  /** Writes {@code name.png} and {@code name.svg}. */
  public void write(Path folder) throws IOException {
    Files.write(folder.resolve(name + ".png"), PalettePng.encode(image(), LARGEST_PNG));
    Files.write(folder.resolve(name + ".svg"), svg());
  }

  public BufferedImage image() {
    BufferedImage image =
        new BufferedImage(
            (int) (PNG_SCALE * width), (int) (PNG_SCALE * height), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PNG_SCALE, PNG_SCALE);
    paint(graphics);
    graphics.dispose();
    return image;
  }

  /** Coordinates are rounded to hundredths of a pixel, which makes the file a third as long. */
  public byte[] svg() throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    paint(graphics);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor().getDocument(graphics.getCommands(), new PageSize(width, height)).writeTo(bytes);
    String rounded =
        LONG_DECIMAL
            .matcher(bytes.toString(StandardCharsets.UTF_8))
            .replaceAll(number -> new BigDecimal(number.group()).setScale(2, RoundingMode.HALF_EVEN).toPlainString());
    return rounded.getBytes(StandardCharsets.UTF_8);
  }

  private void paint(Graphics2D graphics) {
    new Canvas(graphics).fill(new Rectangle2D.Double(0, 0, width, height), Color.WHITE);
    painting.paint(graphics);
  }
}
