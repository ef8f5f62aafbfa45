package org.palimpsest.data.image;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;
import org.palimpsest.Require;

/**
 * Encoder of baseline JPEG files, in colour and without sub-sampling, by the tables of the standard's annex K. Its bytes
 * are the same on every machine, which those of the libraries behind ImageIO need not be.
 *
 * <p>Source: ITU-T T.81; JFIF 1.01.
 */
public final class JpegEncoder {

  private static final int BLOCK = 8;
  private static final int[] ZIGZAG = zigzag();
  private static final double[][] COSINES = cosines();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
  private long bits;
  private int count;

  private JpegEncoder() {}

  /**
   * @param pixels in colour
   * @param quality in [1, 100], as libjpeg counts it
   */
  public static byte[] encode(Pixels pixels, int quality) {
    Require.that(pixels.channels() == 3, "channels", "3", pixels.channels());
    Require.that(quality >= 1 && quality <= 100, "quality", "1 to 100", quality);
    return new JpegEncoder().encoded(pixels, quality);
  }

  private byte[] encoded(Pixels pixels, int quality) {
    int[][] quantisers = {
      scaled(JPEGQTable.K1Luminance.getTable(), quality), scaled(JPEGQTable.K2Chrominance.getTable(), quality)
    };
    marker(0xD8);
    segment(0xE0, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
    for (int t = 0; t < 2; t++) {
      int[] table = new int[65];
      table[0] = t;
      for (int k = 0; k < 64; k++) {
        table[k + 1] = quantisers[t][ZIGZAG[k]];
      }
      segment(0xDB, table);
    }
    int h = pixels.height();
    int w = pixels.width();
    segment(0xC0, 8, h >> 8, h & 255, w >> 8, w & 255, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1);
    Huffman[] direct = {new Huffman(JPEGHuffmanTable.StdDCLuminance), new Huffman(JPEGHuffmanTable.StdDCChrominance)};
    Huffman[] alternating =
        {new Huffman(JPEGHuffmanTable.StdACLuminance), new Huffman(JPEGHuffmanTable.StdACChrominance)};
    for (int t = 0; t < 2; t++) {
      segment(0xC4, direct[t].segment(t));
      segment(0xC4, alternating[t].segment(0x10 + t));
    }
    segment(0xDA, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0);
    double[][] planes = planes(pixels);
    int[] last = new int[3];
    for (int top = 0; top < h; top += BLOCK) {
      for (int left = 0; left < w; left += BLOCK) {
        for (int c = 0; c < 3; c++) {
          int t = c == 0 ? 0 : 1;
          int[] block = transformed(planes[c], w, h, left, top, quantisers[t]);
          write(block, last[c], direct[t], alternating[t]);
          last[c] = block[0];
        }
      }
    }
    put(0x7F, 7);
    marker(0xD9);
    return out.toByteArray();
  }

  private static int[] zigzag() {
    int[] order = new int[64];
    int k = 0;
    for (int diagonal = 0; diagonal < 15; diagonal++) {
      for (int i = 0; i <= diagonal; i++) {
        int y = diagonal % 2 == 0 ? diagonal - i : i;
        if (y < BLOCK && diagonal - y < BLOCK) {
          order[k++] = y * BLOCK + diagonal - y;
        }
      }
    }
    return order;
  }

  /** [u][x] of the orthonormal cosine transform. */
  private static double[][] cosines() {
    double[][] table = new double[BLOCK][BLOCK];
    for (int u = 0; u < BLOCK; u++) {
      for (int x = 0; x < BLOCK; x++) {
        table[u][x] = (u == 0 ? Math.sqrt(0.125) : 0.5) * StrictMath.cos((2 * x + 1) * u * StrictMath.PI / 16);
      }
    }
    return table;
  }

  private static int[] scaled(int[] table, int quality) {
    int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    int[] scaled = new int[64];
    for (int i = 0; i < 64; i++) {
      scaled[i] = Math.max(1, Math.min(255, (table[i] * scale + 50) / 100));
    }
    return scaled;
  }

  /** Luma and the two differences of colour, less 128. */
  private static double[][] planes(Pixels pixels) {
    int area = pixels.height() * pixels.width();
    double[][] planes = new double[3][area];
    for (int p = 0; p < area; p++) {
      int red = pixels.samples()[3 * p] & 255;
      int green = pixels.samples()[3 * p + 1] & 255;
      int blue = pixels.samples()[3 * p + 2] & 255;
      planes[0][p] = (19595 * red + 38470 * green + 7471 * blue + 32768 >> 16) - 128;
      planes[1][p] = -11059 * red - 21709 * green + 32768 * blue + 32767 >> 16;
      planes[2][p] = 32768 * red - 27439 * green - 5329 * blue + 32767 >> 16;
    }
    return planes;
  }

  /** A block's coefficients, divided by the quantisers and rounded, in natural order. The picture's edge is repeated. */
  private static int[] transformed(double[] plane, int width, int height, int left, int top, int[] quantisers) {
    double[] rows = new double[64];
    for (int y = 0; y < BLOCK; y++) {
      int from = Math.min(height - 1, top + y) * width;
      for (int u = 0; u < BLOCK; u++) {
        double sum = 0;
        for (int x = 0; x < BLOCK; x++) {
          sum += COSINES[u][x] * plane[from + Math.min(width - 1, left + x)];
        }
        rows[y * BLOCK + u] = sum;
      }
    }
    int[] block = new int[64];
    for (int v = 0; v < BLOCK; v++) {
      for (int u = 0; u < BLOCK; u++) {
        double sum = 0;
        for (int y = 0; y < BLOCK; y++) {
          sum += COSINES[v][y] * rows[y * BLOCK + u];
        }
        block[v * BLOCK + u] = (int) Math.floor(sum / quantisers[v * BLOCK + u] + 0.5);
      }
    }
    return block;
  }

  private void write(int[] block, int before, Huffman direct, Huffman alternating) {
    value(direct, 0, block[0] - before);
    int zeros = 0;
    for (int k = 1; k < 64; k++) {
      int coefficient = block[ZIGZAG[k]];
      if (coefficient == 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) {
        put(alternating.codes[0xF0], alternating.lengths[0xF0]);
      }
      value(alternating, zeros << 4, coefficient);
      zeros = 0;
    }
    if (zeros > 0) {
      put(alternating.codes[0], alternating.lengths[0]);
    }
  }

  private void value(Huffman huffman, int run, int value) {
    int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    put(huffman.codes[run | size], huffman.lengths[run | size]);
    put(value >= 0 ? value : value + (1 << size) - 1, size);
  }

  private void put(int code, int length) {
    bits = bits << length | code;
    count += length;
    while (count >= 8) {
      int next = (int) (bits >> count - 8) & 255;
      out.write(next);
      if (next == 255) {
        out.write(0);
      }
      count -= 8;
    }
    bits &= (1L << count) - 1;
  }

  private void marker(int code) {
    out.write(0xFF);
    out.write(code);
  }

  private void segment(int code, int... content) {
    marker(code);
    out.write(content.length + 2 >> 8);
    out.write(content.length + 2 & 255);
    for (int value : content) {
      out.write(value);
    }
  }

  /** Codes of values, and their lengths. */
  private static final class Huffman {
    private final JPEGHuffmanTable table;
    private final int[] codes = new int[256];
    private final int[] lengths = new int[256];

    Huffman(JPEGHuffmanTable table) {
      this.table = table;
      int code = 0;
      int at = 0;
      for (int length = 1; length <= table.getLengths().length; length++) {
        for (int i = 0; i < table.getLengths()[length - 1]; i++) {
          codes[table.getValues()[at]] = code++;
          lengths[table.getValues()[at++]] = length;
        }
        code <<= 1;
      }
    }

    int[] segment(int id) {
      int[] content = new int[17 + table.getValues().length];
      content[0] = id;
      for (int i = 0; i < table.getLengths().length; i++) {
        content[i + 1] = table.getLengths()[i];
      }
      for (int i = 0; i < table.getValues().length; i++) {
        content[17 + i] = table.getValues()[i];
      }
      return content;
    }
  }
}
