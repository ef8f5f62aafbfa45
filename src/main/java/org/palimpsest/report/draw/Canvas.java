package org.palimpsest.report.draw;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** Lines, shapes and words on a figure. Words are drawn as outlines, so that SVG needs no font to show them. */
public record Canvas(Graphics2D graphics) {

  public static final Color TEXT = new Color(0x1f2328);
  public static final Color FAINT = new Color(0x6b7280);
  public static final Color GRID = new Color(0xe3e6ea);

  /** A logical font: every Java with any font at all has it. */
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  public Canvas {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  public static Font size(double points) {
    return FONT.deriveFont((float) points);
  }

  public static Font bold(double points) {
    return FONT.deriveFont(Font.BOLD, (float) points);
  }

  public static double width(String text, Font font) {
    return text.isEmpty() ? 0 : new TextLayout(text, font, CONTEXT).getAdvance();
  }

  /** Words on a baseline; {@code anchor} is 0 to begin at x, 0.5 to centre there, 1 to end there. */
  public void text(String text, double x, double y, double anchor, Font font, Color color) {
    if (text.isEmpty()) {
      return;
    }
    TextLayout layout = new TextLayout(text, font, CONTEXT);
    double left = x - anchor * layout.getAdvance();
    fill(layout.getOutline(AffineTransform.getTranslateInstance(left, y)), color);
  }

  public void line(double x1, double y1, double x2, double y2, Color color, double width) {
    draw(new Line2D.Double(x1, y1, x2, y2), color, stroke(width));
  }

  public void dashed(double x1, double y1, double x2, double y2, Color color, double width) {
    draw(new Line2D.Double(x1, y1, x2, y2), color, dashes(width));
  }

  public void fill(Shape shape, Color color) {
    graphics.setColor(color);
    graphics.fill(shape);
  }

  public void draw(Shape shape, Color color, BasicStroke stroke) {
    graphics.setColor(color);
    graphics.setStroke(stroke);
    graphics.draw(shape);
  }

  /** Stripes from the lower left to the upper right, for what does not say what it seems to. */
  void hatch(Rectangle2D box, Color color) {
    Shape clip = graphics.getClip();
    graphics.clip(box);
    for (double x = box.getMinX() - box.getHeight(); x < box.getMaxX(); x += 5) {
      line(x, box.getMaxY(), x + box.getHeight(), box.getMinY(), color, 1);
    }
    graphics.setClip(clip);
  }

  public static BasicStroke stroke(double width) {
    return new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  public static BasicStroke dashes(double width) {
    return new BasicStroke(
        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
  }

  /** A mark with a filled body, or only its outline for values that are not ours. */
  public void mark(MethodStyle look, double x, double y, double size, boolean hollow) {
    Shape shape = look.shape().at(x, y, size);
    if (hollow) {
      draw(shape, look.color(), stroke(1.8));
    } else {
      fill(shape, look.color());
      draw(shape, Color.WHITE, stroke(.8));
    }
  }

  /** The colour mixed with white: {@code share} 1 is the colour itself. */
  public static Color tint(Color color, double share) {
    return new Color(
        mix(color.getRed(), share), mix(color.getGreen(), share), mix(color.getBlue(), share));
  }

  private static int mix(int channel, double share) {
    return (int) Math.round(255 - share * (255 - channel));
  }
}
