package org.palimpsest.report.draw;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of few colours as a PNG with a palette. Colours join the palette one after the other: the one whose
 * squared distance to the palette, times the number of its pixels, is largest.
 */
final class PalettePng {

  /** Tried one after the other until the file is small enough. */
  private static final int[] SIZES = {64, 32, 16};

  private static final int LARGEST_DISTANCE = 3 * 255 * 255;

  private PalettePng() {}

  /** The file with the largest palette that takes at most so many bytes, or else with the smallest. */
  static byte[] encode(BufferedImage image, int bytes) throws IOException {
    byte[] file = {};
    for (int size : SIZES) {
      file = write(reduce(image, size));
      if (file.length <= bytes) {
        break;
      }
    }
    return file;
  }

  private static BufferedImage reduce(BufferedImage image, int size) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xffffff, 1, Integer::sum);
    }
    int[] colors = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
    int[] nearest = new int[colors.length];
    int[] palette = palette(colors, counts, size, nearest);
    int bits = palette.length <= 16 ? 4 : 8;
    int type = bits == 4 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED;
    BufferedImage reduced =
        new BufferedImage(
            width, height, type,
            new IndexColorModel(
                bits, palette.length, channel(palette, 16), channel(palette, 8), channel(palette, 0)));
    WritableRaster raster = reduced.getRaster();
    for (int i = 0; i < pixels.length; i++) {
      raster.setSample(i % width, i / width, 0, nearest[Arrays.binarySearch(colors, pixels[i] & 0xffffff)]);
    }
    return reduced;
  }

  /** Fills {@code nearest} with each colour's place in the palette. */
  private static int[] palette(int[] colors, Map<Integer, Integer> counts, int size, int[] nearest) {
    double[] distances = new double[colors.length];
    Arrays.fill(distances, LARGEST_DISTANCE);
    int[] palette = new int[Math.min(size, colors.length)];
    for (int place = 0; place < palette.length; place++) {
      int next = 0;
      double largest = -1;
      for (int i = 0; i < colors.length; i++) {
        double weight = distances[i] * counts.get(colors[i]);
        if (weight > largest) {
          largest = weight;
          next = i;
        }
      }
      palette[place] = colors[next];
      for (int i = 0; i < colors.length; i++) {
        double distance = distance(colors[i], colors[next]);
        if (place == 0 || distance < distances[i]) {
          distances[i] = distance;
          nearest[i] = place;
        }
      }
    }
    return palette;
  }

  private static double distance(int a, int b) {
    int red = (a >> 16 & 255) - (b >> 16 & 255);
    int green = (a >> 8 & 255) - (b >> 8 & 255);
    int blue = (a & 255) - (b & 255);
    return red * red + green * green + blue * blue;
  }

  private static byte[] channel(int[] palette, int shift) {
    byte[] channel = new byte[palette.length];
    for (int i = 0; i < channel.length; i++) {
      channel[i] = (byte) (palette[i] >> shift);
    }
    return channel;
  }

  private static byte[] write(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(0);
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
