package org.palimpsest.data.digits;


/**
 * Turns ink into grey pixels as MNIST was made: drawn with soft edges into a box of 20 x 20, then placed in a
 * field of 28 x 28 by whole pixels, so that the centre of mass comes to lie in the middle.
 */
final class Raster {

  static final int BOX = 20;
  static final int FIELD = 28;

  /** The width, in pixels, over which an edge fades from black to white. */
  private static final double EDGE = 1.25;

  private Raster() {}

  /** Draws {@code ink}, which lies in [0, 20]^2, to the image of 28 x 28 bytes that begins at {@code offset}. */
  static void draw(PenTrace ink, byte[] pixels, int offset) {
    double[] box = new double[BOX * BOX];
    for (int i = 0; i < ink.size(); i++) {
      line(ink, ink.lifted(i) ? i : i - 1, i, box);
    }
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int p = 0; p < box.length; p++) {
      mass += box[p];
      massX += box[p] * (p % BOX + 0.5);
      massY += box[p] * (p / BOX + 0.5);
    }
    int left = shift(massX / mass);
    int top = shift(massY / mass);
    for (int p = 0; p < box.length; p++) {
      pixels[offset + (top + p / BOX) * FIELD + left + p % BOX] = (byte) Math.round(255 * box[p]);
    }
  }

  /** Where the box begins for its centre of mass to be in the middle of the field, as far as it has room. */
  private static int shift(double centre) {
    return Math.max(0, Math.min(FIELD - BOX, (int) Math.round(FIELD / 2.0 - centre)));
  }

  /** Blackens what lies within the pen's radius of the straight line between two points. */
  private static void line(PenTrace ink, int from, int to, double[] box) {
    double dx = ink.x(to) - ink.x(from);
    double dy = ink.y(to) - ink.y(from);
    double length2 = dx * dx + dy * dy;
    double reach = Math.max(ink.radius(from), ink.radius(to)) + EDGE;
    int firstRow = Math.max(0, (int) (Math.min(ink.y(from), ink.y(to)) - reach));
    int lastRow = Math.min(BOX - 1, (int) (Math.max(ink.y(from), ink.y(to)) + reach));
    int firstColumn = Math.max(0, (int) (Math.min(ink.x(from), ink.x(to)) - reach));
    int lastColumn = Math.min(BOX - 1, (int) (Math.max(ink.x(from), ink.x(to)) + reach));
    for (int row = firstRow; row <= lastRow; row++) {
      for (int column = firstColumn; column <= lastColumn; column++) {
        double px = column + 0.5 - ink.x(from);
        double py = row + 0.5 - ink.y(from);
        double t = length2 == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length2));
        double distance = Math.sqrt((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy));
        double radius = ink.radius(from) + t * (ink.radius(to) - ink.radius(from));
        double cover = Math.max(0, Math.min(1, 0.5 + (radius - distance) / EDGE));
        box[row * BOX + column] = Math.max(box[row * BOX + column], cover);
      }
    }
  }
}
