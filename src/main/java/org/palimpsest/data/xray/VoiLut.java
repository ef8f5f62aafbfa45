package org.palimpsest.data.xray;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.image.Pixels;

/**
 * Stored values as a picture of 8 bits, dense tissue bright: the published conversion. A table of values of interest is
 * applied if there is one, else the first window, else neither; MONOCHROME1 is then inverted once; the result is scaled
 * by 255 / (2^BitsStored - 1) and cut to whole numbers. Slope and intercept of the modality only widen a window's
 * range.
 *
 * <p>In the order of the standard, which may be had instead, values are first brought to the scale of the modality by
 * slope and intercept; table and window are of that scale, and without either its whole range becomes black to white.
 * A negative slope then turns the picture, as it is meant to.
 *
 * <p>Source: {@code read_xray} of b02202050/2021-SIIM-COVID19-Detection, with pydicom's {@code apply_voi_lut}.
 *
 * <p>Deviation: signed values, slopes and tables of other depths take the published code out of 0 to 255, where it
 * wraps around; here values are held in that range.
 */
final class VoiLut {

  static final int SEQUENCE = 0x00283010;
  static final int WINDOW_CENTER = 0x00281050;
  static final int WINDOW_WIDTH = 0x00281051;
  static final int RESCALE_INTERCEPT = 0x00281052;
  static final int RESCALE_SLOPE = 0x00281053;

  private static final int DESCRIPTOR = 0x00283002;
  private static final int TABLE = 0x00283006;
  private static final int FUNCTION = 0x00281056;
  private static final int MODALITY_SEQUENCE = 0x00283000;

  private VoiLut() {}

  private interface Curve {
    double at(double value);
  }

  /** Decodes a file in full. */
  static Pixels convert(String name, byte[] content) {
    DicomFile file = DicomFile.of(name, content);
    return of(file, DicomPixels.of(file));
  }

  /** The same in the order of the standard. */
  static Pixels rescaled(String name, byte[] content) {
    DicomFile file = DicomFile.of(name, content);
    DicomPixels pixels = DicomPixels.of(file);
    return of(pixels, rescaled(file, pixels));
  }

  static Pixels of(DicomFile file, DicomPixels pixels) {
    return of(pixels, curve(file, pixels));
  }

  private static Pixels of(DicomPixels pixels, Curve curve) {
    int most = (1 << pixels.bitsStored()) - 1;
    byte[] samples = new byte[pixels.values().length];
    for (int i = 0; i < samples.length; i++) {
      double value = curve.at(pixels.values()[i]);
      double bright = pixels.inverted() ? most - value : value;
      double scaled = most == 255 ? bright : bright / most * 255;
      samples[i] = (byte) Math.max(0, Math.min(255, (int) scaled));
    }
    return new Pixels(pixels.rows(), pixels.columns(), 1, samples);
  }

  private static Curve rescaled(DicomFile file, DicomPixels pixels) {
    requireNoModalityTable(file);
    double slope = file.decimal(RESCALE_SLOPE, "RescaleSlope").orElse(1.0);
    double intercept = file.decimal(RESCALE_INTERCEPT, "RescaleIntercept").orElse(0.0);
    if (slope == 0) {
      throw file.bad("RescaleSlope (0028,1053) other than 0", slope);
    }
    double most = (1 << pixels.bitsStored()) - 1;
    List<Map<Integer, ByteBuffer>> tables = file.items(SEQUENCE);
    Optional<Double> center = file.decimal(WINDOW_CENTER, "WindowCenter");
    Optional<Double> width = file.decimal(WINDOW_WIDTH, "WindowWidth");
    double one = lowest(pixels) * slope + intercept;
    double other = (lowest(pixels) + most) * slope + intercept;
    Curve curve =
        !tables.isEmpty()
            ? table(file, tables.get(0))
            : center.isPresent() && width.isPresent()
                ? window(file, center.get(), width.get(), 0, most)
                : value -> (value - Math.min(one, other)) / Math.abs(other - one) * most;
    return value -> curve.at(value * slope + intercept);
  }

  private static double lowest(DicomPixels pixels) {
    return pixels.signed() ? -(1 << (pixels.bitsStored() - 1)) : 0;
  }

  private static void requireNoModalityTable(DicomFile file) {
    if (!file.items(MODALITY_SEQUENCE).isEmpty()) {
      throw file.bad("a window without a table of the modality (0028,3000)", "one with it");
    }
  }

  private static Curve curve(DicomFile file, DicomPixels pixels) {
    List<Map<Integer, ByteBuffer>> tables = file.items(SEQUENCE);
    if (!tables.isEmpty()) {
      return table(file, tables.get(0));
    }
    Optional<Double> center = file.decimal(WINDOW_CENTER, "WindowCenter");
    Optional<Double> width = file.decimal(WINDOW_WIDTH, "WindowWidth");
    return center.isPresent() && width.isPresent() ? window(file, pixels, center.get(), width.get()) : value -> value;
  }

  private static Curve table(DicomFile file, Map<Integer, ByteBuffer> item) {
    ByteBuffer descriptor = item.get(DESCRIPTOR);
    ByteBuffer table = item.get(TABLE);
    if (descriptor == null || table == null || descriptor.limit() != 3 * Short.BYTES) {
      throw file.bad("a descriptor (0028,3002) of three numbers and a table (0028,3006)", "another");
    }
    int given = Short.toUnsignedInt(descriptor.getShort(0));
    int entries = given == 0 ? 1 << Short.SIZE : given;
    int first = descriptor.getShort(2);
    int depth = Short.toUnsignedInt(descriptor.getShort(4));
    if (depth < 10 || depth > 16) {
      throw file.bad("a table of 10 to 16 bits (0028,3002)", depth);
    } else if (table.limit() < (long) entries * Short.BYTES) {
      throw file.bad("%d entries in the table (0028,3006)".formatted(entries), table.limit() / Short.BYTES);
    }
    return value -> {
      int entry = Math.max(0, Math.min(entries - 1, (int) Math.rint(value) - first));
      return Short.toUnsignedInt(table.getShort(Short.BYTES * entry));
    };
  }

  private static Curve window(DicomFile file, DicomPixels pixels, double center, double width) {
    requireNoModalityTable(file);
    double slope = file.decimal(RESCALE_SLOPE, "RescaleSlope").orElse(1.0);
    double intercept = file.decimal(RESCALE_INTERCEPT, "RescaleIntercept").orElse(0.0);
    boolean rescaled = file.has(RESCALE_SLOPE) && file.has(RESCALE_INTERCEPT);
    double lowest = lowest(pixels);
    double highest = lowest + (1 << pixels.bitsStored()) - 1;
    double from = rescaled ? lowest * slope + intercept : lowest;
    double to = rescaled ? highest * slope + intercept : highest;
    return window(file, center, width, from, to);
  }

  private static Curve window(DicomFile file, double center, double width, double from, double to) {
    String function = file.text(FUNCTION).filter(text -> !text.isEmpty()).orElse("LINEAR");
    boolean linear = function.equals("LINEAR");
    if (!(linear ? width >= 1 : width > 0)) {
      throw file.bad("WindowWidth (0028,1051) %s".formatted(linear ? "of at least 1" : "above 0"), width);
    }
    return switch (function) {
      case "LINEAR" -> ramp(center - 0.5, width - 1, from, to);
      case "LINEAR_EXACT" -> ramp(center, width, from, to);
      case "SIGMOID" -> value -> (to - from) / (1 + Math.exp(-4 * (value - center) / width)) + from;
      default -> throw file.bad(
          "VOILUTFunction (0028,1056) LINEAR, LINEAR_EXACT or SIGMOID", function.replaceAll("[^ -~]", "?"));
    };
  }

  private static Curve ramp(double center, double width, double from, double to) {
    return value ->
        value <= center - width / 2
            ? from
            : value > center + width / 2 ? to : ((value - center) / width + 0.5) * (to - from) + from;
  }
}
