package org.palimpsest.data.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.palimpsest.data.DataException;

/**
 * Decoder of JPEG, PNG, BMP and TIFF files of 8 bits a sample or a palette. Samples are taken as they are stored: no
 * colour profile is applied but to CMYK, no orientation tag is followed. A file that is cut off, of more bits, with
 * transparent pixels or with several pages is refused. Every refusal names the file.
 */
public final class ImageFile {

  /** More pixels are refused as soon as the header is read, before memory is taken for them. */
  public static final long MAX_PIXELS = 50_000_000;

  /** Pixels that may be in the making at a time, in millions: bounds the memory that threads take together. */
  private static final int MEGAPIXELS_AT_A_TIME = 64;

  private static final Semaphore MEGAPIXELS = new Semaphore(MEGAPIXELS_AT_A_TIME);

  /** Decoders warn of these where no pixel suffers. Of everything else they warn, such as missing data, one does. */
  private static final Pattern HARMLESS = Pattern.compile("(?i)profile|metadata|exif|jfif|thumbnail|adobe|APP\\d");

  private static final byte[] PNG_END = {'I', 'E', 'N', 'D', (byte) 0xAE, 'B', 0x60, (byte) 0x82};

  /** Formats by the bytes their files begin with. */
  private enum Format {
    JPEG("\u00FF\u00D8\u00FF"),
    PNG("\u0089PNG\r\n\u001A\n"),
    BMP("BM"),
    TIFF("II*\0", "MM\0*");

    private final List<String> beginnings;

    Format(String... beginnings) {
      this.beginnings = List.of(beginnings);
    }
  }

  private ImageFile() {}

  /**
   * Decodes a file.
   *
   * @param name of the file, for messages
   * @param content all its bytes
   * @throws DataException if it is none of the formats, damaged or refused
   */
  public static Pixels decode(String name, byte[] content) {
    Format format = format(name, content);
    if (format == Format.PNG && !contains(content, PNG_END)) {
      throw new DataException(name + ": expected a whole PNG file, was one without an end (cut off?)");
    }
    ImageReader reader = reader(format);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(stream, false, true);
      int megapixels = megapixels(name, reader.getWidth(0), reader.getHeight(0));
      if (format == Format.TIFF && reader.getNumImages(true) != 1) {
        throw new DataException("%s: expected one image, was %d pages".formatted(name, reader.getNumImages(true)));
      }
      MEGAPIXELS.acquireUninterruptibly(megapixels);
      try {
        Pixels pixels = pixels(name, reader.read(0));
        warnings.stream()
            .filter(warning -> !HARMLESS.matcher(warning).find())
            .findFirst()
            .ifPresent(
                warning -> {
                  throw new DataException("%s: expected a whole %s file, was damaged: %s".formatted(
                      name, format, warning));
                });
        return pixels;
      } finally {
        MEGAPIXELS.release(megapixels);
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders meet damage with exceptions of many kinds.
      throw new DataException("%s: expected a whole %s file, was damaged: %s".formatted(name, format, reason(e)), e);
    } finally {
      reader.dispose();
    }
  }

  private static Format format(String name, byte[] content) {
    for (Format format : Format.values()) {
      for (String beginning : format.beginnings) {
        if (begins(content, beginning.getBytes(StandardCharsets.ISO_8859_1))) {
          return format;
        }
      }
    }
    String was = "a file that begins with '%s'".formatted(start(content));
    if (content.length == 0) {
      was = "an empty file";
    } else if (start(content).stripLeading().startsWith("<")) {
      was = "text such as HTML, of a download that failed";
    }
    throw new DataException("%s: expected a JPEG, PNG, BMP or TIFF file, was %s".formatted(name, was));
  }

  private static String start(byte[] content) {
    String text = new String(content, 0, Math.min(12, content.length), StandardCharsets.ISO_8859_1);
    return text.replaceAll("[^\\x20-\\x7E]", "?");
  }

  private static boolean begins(byte[] content, byte[] with) {
    return content.length >= with.length && Arrays.equals(content, 0, with.length, with, 0, with.length);
  }

  private static boolean contains(byte[] content, byte[] part) {
    for (int at = content.length - part.length; at >= 0; at--) {
      if (Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  /** Always the same decoder, whatever else is on the class path. */
  private static ImageReader reader(Format format) {
    try {
      if (format == Format.JPEG) {
        return IIORegistry.getDefaultInstance().getServiceProviderByClass(JPEGImageReaderSpi.class)
            .createReaderInstance();
      }
    } catch (IOException e) {
      throw new DataException("the JPEG decoder cannot be used: " + e.getMessage(), e);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
    }
    throw new DataException("this Java has no decoder of " + format);
  }

  private static int megapixels(String name, int width, int height) {
    long pixels = (long) width * height;
    if (pixels > MAX_PIXELS) {
      throw new DataException(
          "%s: expected at most %,d pixels, was %,d x %,d".formatted(name, MAX_PIXELS, width, height));
    }
    return (int) (pixels / 1_000_000) + 1;
  }

  private static Pixels pixels(String name, BufferedImage image) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (model instanceof IndexColorModel palette) {
      return ofPalette(name, raster, palette);
    }
    int bits = Arrays.stream(model.getComponentSize()).max().orElseThrow();
    if (bits != 8 || Arrays.stream(model.getComponentSize()).min().orElseThrow() != 8) {
      throw new DataException(
          "%s: expected 8 bits a sample, was %d: bring its range to 0..255 first, as the scale is yours to choose"
              .formatted(name, bits));
    }
    int channels = model.getNumColorComponents();
    int type = model.getColorSpace().getType();
    if (!(channels == 1 && type == ColorSpace.TYPE_GRAY) && !(channels == 3 && type == ColorSpace.TYPE_RGB)) {
      throw new DataException("%s: expected grey or RGB, was %d channels of another kind".formatted(name, channels));
    }
    int width = raster.getWidth();
    byte[] samples = new byte[raster.getHeight() * width * channels];
    int[] row = new int[width * raster.getNumBands()];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int from = x * raster.getNumBands();
        if (model.hasAlpha() && row[from + channels] != 255) {
          throw transparent(name, x, y);
        }
        for (int c = 0; c < channels; c++) {
          samples[at++] = (byte) row[from + c];
        }
      }
    }
    return new Pixels(raster.getHeight(), width, channels, samples);
  }

  private static Pixels ofPalette(String name, Raster raster, IndexColorModel palette) {
    byte[] samples = new byte[raster.getHeight() * raster.getWidth() * 3];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        int index = raster.getSample(x, y, 0);
        if (palette.getAlpha(index) != 255) {
          throw transparent(name, x, y);
        }
        samples[at++] = (byte) palette.getRed(index);
        samples[at++] = (byte) palette.getGreen(index);
        samples[at++] = (byte) palette.getBlue(index);
      }
    }
    return new Pixels(raster.getHeight(), raster.getWidth(), 3, samples);
  }

  private static DataException transparent(String name, int x, int y) {
    return new DataException(
        "%s: expected an opaque image, was transparent at column %d, row %d: lay it on a background first"
            .formatted(name, x, y));
  }

  private static String reason(Exception error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage().replace('\n', ' ');
  }
}
