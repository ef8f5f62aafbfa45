package org.palimpsest.data.xray;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.ImageFile;

/**
 * The stored values of a grey picture of one frame, as pydicom gives them: BitsStored bits, with a sign where
 * PixelRepresentation is 1.
 *
 * @param bitsStored 1 to 16: BitsStored, or the bits of the largest value where an unsigned JPEG 2000 codestream has
 *     larger ones than that, as the codestream knows better
 * @param values (rows, columns)
 */
record DicomPixels(int rows, int columns, int bitsStored, boolean signed, boolean inverted, int[] values) {

  static final int SAMPLES = 0x00280002;
  static final int PHOTOMETRIC = 0x00280004;
  static final int FRAMES = 0x00280008;
  static final int ROWS = 0x00280010;
  static final int COLUMNS = 0x00280011;
  static final int BITS_ALLOCATED = 0x00280100;
  static final int BITS_STORED = 0x00280101;
  static final int HIGH_BIT = 0x00280102;
  static final int REPRESENTATION = 0x00280103;

  /** The most negative number of a PackBits run stands for nothing. */
  private static final int NO_RUN = -128;

  /**
   * Decodes the pixels.
   *
   * @throws DataException if they are damaged, or not grey pixels of one frame and 8 or 16 bits; names the file, the
   *     tag and its value
   */
  static DicomPixels of(DicomFile file) {
    int samples = file.whole(SAMPLES, "SamplesPerPixel");
    require(file, samples == 1, "SamplesPerPixel 1", samples);
    double frames = file.decimal(FRAMES, "NumberOfFrames").orElse(1.0);
    require(file, frames == 1, "NumberOfFrames 1", frames);
    String photometric = file.text(PHOTOMETRIC).orElse("none");
    boolean inverted = photometric.equals("MONOCHROME1");
    require(
        file, inverted || photometric.equals("MONOCHROME2"), "PhotometricInterpretation MONOCHROME1 or MONOCHROME2",
        photometric.replaceAll("[^ -~]", "?"));
    int rows = file.whole(ROWS, "Rows");
    int columns = file.whole(COLUMNS, "Columns");
    require(file, rows >= 1 && columns >= 1, "at least 1 row and column", rows + " x " + columns);
    long size = (long) rows * columns;
    require(file, size <= ImageFile.MAX_PIXELS, "at most %,d pixels".formatted(ImageFile.MAX_PIXELS), size);
    int allocated = file.whole(BITS_ALLOCATED, "BitsAllocated");
    require(file, allocated == 8 || allocated == 16, "BitsAllocated 8 or 16", allocated);
    int stored = file.whole(BITS_STORED, "BitsStored");
    require(file, stored >= 1 && stored <= allocated, "BitsStored 1 to " + allocated, stored);
    int high = file.has(HIGH_BIT) ? file.whole(HIGH_BIT, "HighBit") : stored - 1;
    require(file, high == stored - 1, "HighBit " + (stored - 1) + ", below BitsStored", high);
    int representation = file.whole(REPRESENTATION, "PixelRepresentation");
    require(file, representation <= 1, "PixelRepresentation 0 or 1", representation);
    int[] values = decoded(file, rows, columns, allocated);
    boolean signed = representation == 1;
    if (file.syntax().isJpeg2000() && !signed) {
      stored = Math.max(stored, Integer.SIZE - Integer.numberOfLeadingZeros(Arrays.stream(values).max().getAsInt()));
    }
    int unused = Integer.SIZE - stored;
    for (int i = 0; i < values.length; i++) {
      values[i] = signed ? values[i] << unused >> unused : values[i] << unused >>> unused;
    }
    return new DicomPixels(rows, columns, stored, signed, inverted, values);
  }

  private static void require(DicomFile file, boolean holds, String expected, Object found) {
    if (!holds) {
      throw file.bad(expected, found);
    }
  }

  private static int[] decoded(DicomFile file, int rows, int columns, int allocated) {
    TransferSyntax syntax = file.syntax();
    boolean codec = syntax == TransferSyntax.RLE || syntax.isJpeg() || syntax.isJpeg2000();
    require(
        file, codec ? file.isEncapsulated() : file.nativePixels() != null,
        codec ? "encapsulated pixel data (7FE0,0010)" : "pixel data (7FE0,0010)",
        file.isEncapsulated() || file.nativePixels() != null ? "in another form" : "none");
    if (!codec) {
      return unpacked(file, rows * columns, allocated);
    }
    byte[] stream = file.codestream();
    try {
      return syntax == TransferSyntax.RLE
          ? runs(file, stream, rows * columns, allocated / Byte.SIZE)
          : image(file, stream, rows, columns, allocated);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders meet damage with exceptions of many kinds.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new DataException(
          "%s: expected %s pixels, was damaged or of a kind that cannot be decoded: %s"
              .formatted(file.name(), syntax.title(), reason.replaceAll("\\p{Cntrl}", " ")), e);
    }
  }

  private static int[] unpacked(DicomFile file, int size, int allocated) {
    ByteBuffer pixels = file.nativePixels();
    long bytes = (long) size * allocated / Byte.SIZE;
    require(file, pixels.limit() >= bytes, "%,d bytes of pixel data".formatted(bytes), pixels.limit());
    require(
        file, allocated == 16 || file.syntax() != TransferSyntax.BIG_ENDIAN,
        "BitsAllocated 16 in explicit big endian", allocated);
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = allocated == 8 ? pixels.get(i) & 0xFF : Short.toUnsignedInt(pixels.getShort(2 * i));
    }
    return values;
  }

  /** RLE of DICOM: a segment of PackBits for each byte of a value, the most significant first. */
  private static int[] runs(DicomFile file, byte[] stream, int size, int bytes) {
    require(file, stream.length >= 64, "a header of 64 bytes before RLE segments", stream.length);
    ByteBuffer header = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    int segments = header.getInt(0);
    require(file, segments == bytes, bytes + " RLE segments", segments);
    int[] values = new int[size];
    for (int segment = 0; segment < segments; segment++) {
      int at = header.getInt(4 + 4 * segment);
      int end = segment + 1 < segments ? header.getInt(8 + 4 * segment) : stream.length;
      require(
          file, at >= 64 && at <= end && end <= stream.length, "an RLE segment inside of the data",
          Integer.toUnsignedString(at) + " to " + Integer.toUnsignedString(end));
      int shift = Byte.SIZE * (segments - 1 - segment);
      int i = 0;
      while (i < size && at < end) {
        int control = stream[at++];
        if (control >= 0) {
          for (int k = 0; k <= control && i < size && at < end; k++) {
            values[i++] |= (stream[at++] & 0xFF) << shift;
          }
        } else if (control != NO_RUN && at < end) {
          int value = (stream[at++] & 0xFF) << shift;
          for (int k = 0; k <= -control && i < size; k++) {
            values[i++] |= value;
          }
        }
      }
      require(file, i == size, "%,d values in RLE segment %d".formatted(size, segment), "%,d".formatted(i));
    }
    return values;
  }

  /** Samples as the codec has them: no colour conversion. */
  private static int[] image(DicomFile file, byte[] stream, int rows, int columns, int allocated)
      throws IOException {
    boolean jpeg = file.syntax().isJpeg();
    ImageReader reader =
        jpeg
            ? IIORegistry.getDefaultInstance().getServiceProviderByClass(JPEGImageReaderSpi.class)
                .createReaderInstance()
            : new J2KImageReaderSpi().createReaderInstance();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(stream))) {
      reader.setInput(in, false, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      require(
          file, width == columns && height == rows, "an image of %d x %d".formatted(columns, rows),
          width + " x " + height);
      Raster raster = jpeg && reader.canReadRaster() ? reader.readRaster(0, null) : reader.read(0).getRaster();
      require(file, raster.getNumBands() == 1, "one component", raster.getNumBands());
      int bits = raster.getSampleModel().getSampleSize(0);
      require(file, bits <= allocated, "samples of at most BitsAllocated = " + allocated + " bits", bits);
      require(file, warnings.isEmpty(), "whole pixel data", warnings.isEmpty() ? "" : "damaged: " + warnings.get(0));
      return raster.getSamples(raster.getMinX(), raster.getMinY(), columns, rows, 0, (int[]) null);
    } finally {
      reader.dispose();
    }
  }
}
