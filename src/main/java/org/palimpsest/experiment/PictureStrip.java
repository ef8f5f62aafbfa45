package org.palimpsest.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;
import org.palimpsest.data.Shape;

/**
 * Pictures as a file: a PNG of two rows, images above and what was made of them below, one pixel a pixel, without
 * gaps. A channel value in [-1, 1] becomes 0..255; one channel is grey, three are red, green and blue.
 */
final class PictureStrip {

  private PictureStrip() {}

  /** Writes {@code <name>.png}, whole or not at all. */
  static void write(Reconstructions pictures, Path folder, String name) throws IOException {
    int height = pictures.height();
    BufferedImage strip =
        new BufferedImage(pictures.size() * pictures.width(), 2 * height, BufferedImage.TYPE_INT_RGB);
    for (int image = 0; image < pictures.size(); image++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < pictures.width(); x++) {
          int at = ((image * height + y) * pictures.width() + x) * pictures.channels();
          int column = image * pictures.width() + x;
          strip.setRGB(column, y, colour(pictures.originals(), at, pictures.channels()));
          strip.setRGB(column, height + y, colour(pictures.decoded(), at, pictures.channels()));
        }
      }
    }
    Files.createDirectories(folder);
    write(strip, folder.resolve(name + ".png"));
  }

  /** Writes a PNG, whole or not at all. */
  static void write(BufferedImage picture, Path file) throws IOException {
    AtomicFile.write(
        file,
        partial -> {
          if (!ImageIO.write(picture, "png", partial.toFile())) {
            throw new IOException(partial + ": this Java cannot write PNG");
          }
        });
  }

  /** Paints one image, channels last, with its upper left corner at (left, top). */
  static void paint(float[] pixels, Shape shape, BufferedImage onto, int left, int top) {
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        onto.setRGB(left + x, top + y, colour(pixels, (y * shape.width() + x) * shape.channels(), shape.channels()));
      }
    }
  }

  private static int colour(float[] pixels, int at, int channels) {
    int colour = 0;
    for (int channel = 0; channel < 3; channel++) {
      float value = pixels[at + (channels == 1 ? 0 : channel)];
      colour = colour << 8 | Math.round((value + 1) / 2 * 255);
    }
    return colour;
  }
}
