package org.palimpsest.data.drawn;

import org.palimpsest.data.drawn.Canvas.Mask;
import org.palimpsest.data.drawn.Face.Beard;
import org.palimpsest.data.drawn.Face.Hair;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.random.Seed;

/**
 * Draws a face, 178 pixels wide and 218 high, back to front. Sex shows through one latent number that overlaps between
 * men and women and moves many cues a little: width of head, jaw, brows, nose, lips, shoulders; and through hair, beard
 * and baldness, none of which is certain. What a person keeps from picture to picture comes from a seed of their own.
 */
public final class FacePainter {

  public static final int WIDTH = 178;
  public static final int HEIGHT = 218;

  private static final double[][] SKINS =
      {{246, 215, 190}, {232, 190, 160}, {205, 155, 120}, {160, 110, 80}, {105, 70, 52}};
  private static final double[][] IRISES = {{82, 52, 34}, {78, 118, 160}, {84, 120, 78}};
  private static final double[][] SHADOWS = {{110, 70, 110}, {70, 80, 130}, {90, 60, 50}, {60, 60, 66}};
  private static final double[][] LIPSTICKS = {{188, 28, 52}, {205, 62, 90}, {150, 25, 45}, {205, 80, 70}};

  private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
  private final Face face;
  private final Dice person;
  private final Dice picture;

  private final double masculinity;
  private final double[] skin;
  private final Hair hairKind;
  private final double[] hair;
  private final double[] iris;
  private final boolean longHair;
  private final double locks;
  private final Beard beard;
  private final boolean glasses;
  private final boolean bald;
  private final double nose;
  private final double headWidth;
  private final double headHeight;
  private final double jaw;
  private final double volume;
  private final double cx;
  private final double cy;
  private final double makeup;

  private FacePainter(Face face, Seed personSeed, Seed pictureSeed) {
    this.face = face;
    this.person = new Dice(personSeed);
    this.picture = new Dice(pictureSeed);
    masculinity = person.normal(face.male() ? 1 : 0, 0.28);
    double tone = Math.min(3.999, 4 * Math.min(person.uniform(0, 1), person.uniform(0, 1)));
    double fade = 1 - 0.0012 * Math.max(face.age() - Face.OLD, 0);
    skin = scaled(mixed(SKINS[(int) tone], SKINS[(int) tone + 1], tone - (int) tone), fade);
    hairKind = hairKind();
    double[] natural = person.normals(hairKind.colour(), face.blond() ? 10 : 8);
    double grey = Math.max(0, Math.min(0.9, (face.age() - 38) / 45 + person.normal(0, 0.12)));
    hair = mixed(natural, new double[] {185, 185, 186}, grey * (face.blond() ? 0.3 : face.male() ? 1 : 0.75));
    iris = IRISES[person.choice(0.55, 0.25, 0.2)];
    longHair = person.chance(face.male() ? 0.08 : 0.83);
    locks = person.uniform(35, 85);
    int style = person.choice(0.45, 0.33, 0.22);
    beard = face.male() && face.age() > 15 ? Beard.values()[style] : Beard.NONE;
    glasses = person.chance(0.065);
    boolean loses = person.chance(Math.max(0, Math.min(0.45, (face.age() - 30) / 90)));
    bald = face.male() && loses;
    nose = 7.5 + 2.2 * masculinity + person.normal(0, 0.8);
    headWidth = 46 + 3.5 * masculinity + person.normal(0, 2.2);
    headHeight = 60 + masculinity + person.normal(0, 2.4);
    jaw = Math.max(1.9, Math.min(3.2, 2.1 + 0.55 * masculinity + person.normal(0, 0.15)));
    volume = Math.max(2, (face.male() ? 7 : 10) + person.normal(0, 2.5));
    cx = picture.normal(89, 2);
    cy = picture.normal(118, 2);
    makeup = face.makeup();
  }

  private Hair hairKind() {
    double[] shares =
        face.age() < 45 ? new double[] {0.40, 0.53, 0.05, 0.02} : new double[] {0.20, 0.35, 0.03, 0.42};
    int other = person.choice(shares);
    Hair[] others = {Hair.BLACK, Hair.BROWN, Hair.RED, Hair.GREY};
    return face.blond() ? Hair.BLOND : others[other];
  }

  /** A picture and what else is to be seen on it. */
  public record Painted(Pixels pixels, Face.Seen seen) {}

  /**
   * @param person what the person keeps from picture to picture
   * @param picture what the picture alone has
   */
  public static Painted paint(Face face, Seed person, Seed picture) {
    return new FacePainter(face, person, picture).painted();
  }

  /** The same place with nobody in it. */
  public static Pixels nobody(Seed picture) {
    FacePainter painter = new FacePainter(new Face(false, false, 30, 0, false), picture, picture);
    painter.background();
    painter.light();
    return painter.canvas.pixels();
  }

  private Painted painted() {
    background();
    behind();
    Mask head = head();
    lines();
    eyes(head);
    noseAndBeard(head);
    mouth();
    hairInFront();
    light();
    return new Painted(canvas.pixels(), new Face.Seen(hairKind, beard, bald, glasses, nose > 9.5));
  }

  private void background() {
    double grey = picture.uniform(40, 220);
    double[] top = picture.normals(new double[] {grey, grey, grey}, 25);
    double[] bottom = picture.normals(top, 30);
    canvas.change(
        (pixel, c, s) -> {
          double down = (pixel / WIDTH + 0.5) / HEIGHT;
          return top[c] * (1 - down) + bottom[c] * down;
        });
    for (int blobs = picture.below(4); blobs > 0; blobs--) {
      Mask blob =
          canvas.ellipse(
              picture.uniform(0, WIDTH), picture.uniform(0, HEIGHT), picture.uniform(20, 70), picture.uniform(20, 70),
              2, 12);
      canvas.paint(blob, picture.normals(top, 45), 0.6);
    }
  }

  /** Long hair, neck, shoulders and ears. */
  private void behind() {
    if (longHair) {
      canvas.paint(
          canvas.ellipse(
              cx, cy - 12 + locks * 0.45, headWidth + volume + 8, headHeight + locks * 0.55, 2.6, Canvas.EDGE),
          scaled(hair, 0.82), 1);
    }
    canvas.paint(
        canvas.stroke(cx, cy + 40, cx, cy + 80, 17 + 5 * masculinity, Canvas.EDGE), scaled(skin, 0.8), 1);
    double[] cloth = {picture.uniform(20, 230), picture.uniform(20, 230), picture.uniform(20, 230)};
    canvas.paint(canvas.ellipse(cx, HEIGHT + 38, 78 + 10 * masculinity, 62, 2.4, Canvas.EDGE), cloth, 1);
    for (int side = -1; side <= 1; side += 2) {
      canvas.paint(canvas.ellipse(cx + side * (headWidth + 1), cy - 2, 6, 11), scaled(skin, 0.93), 1);
    }
  }

  private Mask head() {
    Mask head = canvas.ellipse(cx, cy, headWidth, headHeight, jaw, Canvas.EDGE);
    double lit = picture.chance(0.5) ? 0.1 : -0.1;
    canvas.paint(
        head, skin, (x, y) -> 1,
        (x, y) -> 1 - Math.max(-0.2, Math.min(0.2, (x - cx) / headWidth * lit + (y - cy) / headHeight * 0.05)));
    return head;
  }

  /** Of age: on the forehead, beside mouth and eyes, under the eyes. */
  private void lines() {
    double wrinkled = Math.max(0, Math.min(1, (face.age() - 30) / 45)) * person.normal(1, 0.2);
    if (wrinkled <= 0) {
      return;
    }
    for (int k = 0; k < 3; k++) {
      double line = cy - 34 + 6 * k;
      Mask forehead =
          canvas.mask(
              cx - headWidth * 0.55, line - 5, cx + headWidth * 0.55, line + 5,
              (x, y) -> Canvas.fade(Math.abs(y - line - 2.2 * StrictMath.cos((x - cx) / 11)) - 0.6, Canvas.EDGE));
      canvas.paint(forehead, scaled(skin, 0.72), Math.max(0, Math.min(0.75, wrinkled * 1.1 - 0.25 * k)));
    }
    for (int side = -1; side <= 1; side += 2) {
      canvas.paint(
          canvas.stroke(cx + side * 12, cy + 12, cx + side * 21, cy + 32, 0.7, Canvas.EDGE), scaled(skin, 0.7),
          Math.min(0.8, wrinkled));
      for (int k = -1; k <= 1; k++) {
        canvas.paint(
            canvas.stroke(cx + side * 32, cy - 11 + 1.5 * k, cx + side * 39, cy - 11 + 5 * k, 0.5, Canvas.EDGE),
            scaled(skin, 0.72), Math.max(0, Math.min(0.7, wrinkled - 0.1)));
      }
      canvas.paint(
          canvas.ring(cx + side * 20, cy - 8, 11, 9, 0.7).above(cy - 6, -1), scaled(skin, 0.8),
          Math.min(0.7, wrinkled * 0.9));
    }
  }

  private void eyes(Mask head) {
    double child = Math.max(0, (16 - face.age()) / 16);
    double size = 1 + 0.28 * child;
    double apart = person.normal(20, 1);
    double ey = cy - 10 + 3 * child;
    double open = Math.max(2.5, picture.normal(5.2, 0.6)) * size;
    double strength = Math.min(makeup, 1);
    double[] shadow = SHADOWS[picture.below(SHADOWS.length)];
    double brow = Math.max(0.8, Math.min(4, 1.7 + 1.4 * masculinity - 0.5 * makeup + person.normal(0, 0.35)));
    double lift = picture.normal(0, 1);
    for (int side = -1; side <= 1; side += 2) {
      double ex = cx + side * apart;
      canvas.paint(canvas.ellipse(ex, ey - 3.5, 11 * size, 7.5 * size, 2, 2.2), shadow, 0.62 * strength);
      canvas.paint(canvas.ellipse(ex, ey, 10.5 * size, open + 2.2), scaled(skin, 0.86), 1);
      Mask white = canvas.ellipse(ex, ey, 9 * size, open);
      canvas.paint(white, new double[] {240, 238, 234}, 1);
      canvas.paint(canvas.ellipse(ex, ey, 4.4 * size, 4.6 * size).times(white, false), iris, 1);
      canvas.paint(
          canvas.ellipse(ex, ey, 2.1 * size, 2.2 * size).times(white, false), new double[] {15, 12, 12}, 1);
      canvas.paint(canvas.ellipse(ex - 1.5, ey - 1.6, 1, 1), new double[] {250, 250, 250}, 1);
      canvas.paint(
          canvas.ring(ex, ey, 9.6 * size, open + 0.3, 0.4 + makeup).above(ey, 1), new double[] {25, 18, 18},
          0.35 + 0.6 * strength);
      canvas.paint(
          canvas.stroke(ex - side * 9, ey - 12.4, ex + side * 10, ey - 11.8 + lift, brow, Canvas.EDGE),
          scaled(hair, 0.62), 0.9);
      canvas.paint(
          canvas.ellipse(cx + side * 27, cy + 14, 13, 9, 2, 5).times(head, false), new double[] {222, 95, 95},
          0.42 * Math.min(makeup, 1.1));
      if (glasses) {
        canvas.paint(canvas.ring(ex, ey, 14, 11, 1), new double[] {30, 30, 34}, 0.9);
      }
    }
    if (glasses) {
      canvas.paint(
          canvas.stroke(cx - 6, ey - 2, cx + 6, ey - 2, 1, Canvas.EDGE), new double[] {30, 30, 34}, 0.9);
    }
  }

  private void noseAndBeard(Mask head) {
    canvas.paint(canvas.stroke(cx + 2, cy - 4, cx + nose * 0.45, cy + 15, 1.6, 2), scaled(skin, 0.8), 0.55);
    canvas.paint(canvas.ring(cx, cy + 16, nose, 5, 0.9).above(cy + 16, -1), scaled(skin, 0.74), 0.8);
    double thickness = person.normal(1, 0.12);
    if (beard != Beard.NONE) {
      double opacity = Math.max(0, Math.min(0.9, (beard == Beard.FULL ? 0.8 : 0.28) * thickness));
      Mask chin =
          canvas.ellipse(cx, cy + 38, headWidth * 0.86, 27, 2.3, 3)
              .times(head, false)
              .above(cy + 12, -1)
              .times(canvas.ellipse(cx, cy + 31, 12, 5), true);
      canvas.paint(chin, scaled(hair, 0.6), (x, y) -> opacity * picture.uniform(0.75, 1.25), (x, y) -> 1);
    }
  }

  private void mouth() {
    double half = picture.normal(17, 1.5) * (face.smiling() ? 1.12 : 1);
    double full = Math.max(2.2, Math.min(7, 4.6 - 0.9 * masculinity + person.normal(0, 0.6)));
    double strength = 0.75 * Math.min(makeup, 1);
    double[] stick = LIPSTICKS[picture.below(LIPSTICKS.length)];
    double[] lip = mixed(mixed(skin, new double[] {186, 100, 94}, 0.53), stick, strength);
    double bend = face.smiling() ? 5.5 : 0;
    canvas.paint(lips(half, full, half, bend), lip, 1);
    if (face.smiling()) {
      canvas.paint(lips(half * 0.72, full * 0.45, half, bend), new double[] {238, 234, 228}, 1);
    } else {
      double line = cy + 33;
      Mask closed =
          canvas.mask(
              cx - half * 0.9, line - 3, cx + half * 0.9, line + 3,
              (x, y) -> Canvas.fade(Math.abs(y - line) - 0.6, Canvas.EDGE));
      canvas.paint(closed, scaled(lip, 0.55), 0.8);
    }
  }

  /** An ellipse bent upwards at its ends. */
  private Mask lips(double half, double full, double whole, double bend) {
    double my = cy + 33;
    return canvas.mask(
        cx - half - 3, my - full - bend - 4, cx + half + 3, my + full + 3,
        (x, y) -> {
          double across = (x - cx) / whole;
          double dx = (x - cx) / half;
          double dy = (y - my + bend * across * across) / full;
          return Canvas.fade((Math.sqrt(dx * dx + dy * dy) - 1) * full, Canvas.EDGE);
        });
  }

  private void hairInFront() {
    double phase = picture.uniform(0, 6);
    Canvas.Coverage strands =
        (x, y) ->
            0.90 + 0.10 * StrictMath.cos((x - cx) * 0.55 + 3 * StrictMath.sin(y / 21 + phase))
                + 0.04 * picture.grain();
    double line = cy - headHeight * (bald ? 0.88 : 0.60) + person.normal(0, 3);
    Mask skull =
        canvas.ellipse(cx, cy - 14, headWidth + volume, headHeight + volume * 0.8 - 8, 2.3, Canvas.EDGE)
            .times(
                canvas.ellipse(
                    cx + person.normal(0, 5), line + headHeight * 0.98, headWidth * 0.93, headHeight * 0.98, 2.4, 2),
                true);
    canvas.paint(bald ? skull.above(cy - 30, -1) : skull, hair, (x, y) -> bald ? 0.9 : 1, strands);
    if (longHair) {
      for (int side = -1; side <= 1; side += 2) {
        canvas.paint(
            canvas.ellipse(
                cx + side * (headWidth + volume * 0.5), cy + 6 + locks * 0.3, volume * 0.75 + 3,
                headHeight * 0.75 + locks * 0.35, 2.4, Canvas.EDGE),
            hair, (x, y) -> 1, strands);
      }
    }
  }

  private void light() {
    double contrast = picture.normal(1, 0.10);
    double brightness = picture.normal(0, 12);
    double[] grain = new double[1];
    canvas.change(
        (pixel, c, s) -> {
          grain[0] = c == 0 ? 3 * picture.grain() : grain[0];
          return (s - 128) * contrast + 128 + brightness + grain[0] + 2 * picture.grain();
        });
  }

  private static double[] mixed(double[] a, double[] b, double share) {
    return new double[] {
      a[0] * (1 - share) + b[0] * share, a[1] * (1 - share) + b[1] * share, a[2] * (1 - share) + b[2] * share
    };
  }

  private static double[] scaled(double[] colour, double factor) {
    return new double[] {colour[0] * factor, colour[1] * factor, colour[2] * factor};
  }
}
