package org.palimpsest.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;

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
    AtomicFile.write(
        folder.resolve(name + ".png"),
        partial -> {
          if (!ImageIO.write(strip, "png", partial.toFile())) {
            throw new IOException(partial + ": this Java cannot write PNG");
          }
        });
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
