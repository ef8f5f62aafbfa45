package org.palimpsest.data.xray;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a DICOM file of grey pixels, for stand-ins. */
final class DicomWriter {

  private static final String RADIOGRAPH = "1.2.840.10008.5.1.4.1.1.1";
  private static final int MOST_OF_A_RUN = 128;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean explicit = true;

  /** @param syntax one of explicit, implicit, RLE and JPEG lossless SV1 */
  DicomWriter(TransferSyntax syntax, String imageUid) {
    out.writeBytes(new byte[128]);
    out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
    DicomWriter meta = new DicomWriter();
    meta.bytes(0x00020001, "OB", new byte[] {0, 1});
    meta.text(0x00020002, "UI", RADIOGRAPH);
    meta.text(0x00020003, "UI", imageUid);
    meta.text(0x00020010, "UI", syntax.uid());
    meta.text(0x00020012, "UI", "1.2.826.0.1.3680043.8.498.1");
    bytes(0x00020000, "UL", little(Integer.BYTES).putInt(meta.out.size()).array());
    out.writeBytes(meta.out.toByteArray());
    explicit = syntax != TransferSyntax.IMPLICIT;
    text(0x00080016, "UI", RADIOGRAPH);
    text(0x00080018, "UI", imageUid);
  }

  private DicomWriter() {}

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Elements have to come in the order of their tags. */
  void text(int tag, String vr, String text) {
    String even = text.length() % 2 == 0 ? text : text + (vr.equals("UI") ? "\0" : " ");
    bytes(tag, vr, even.getBytes(StandardCharsets.ISO_8859_1));
  }

  void number(int tag, int value) {
    bytes(tag, "US", little(Short.BYTES).putShort((short) value).array());
  }

  private void bytes(int tag, String vr, byte[] value) {
    tag(tag);
    if (explicit) {
      out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
    }
    boolean longForm = vr.equals("OB") || vr.equals("OW");
    if (explicit && longForm) {
      out.writeBytes(new byte[2]);
    }
    out.writeBytes(
        explicit && !longForm
            ? little(Short.BYTES).putShort((short) value.length).array()
            : little(Integer.BYTES).putInt(value.length).array());
    out.writeBytes(value);
  }

  private void tag(int tag) {
    out.writeBytes(little(Integer.BYTES).putShort((short) (tag >>> 16)).putShort((short) tag).array());
  }

  /**
   * The file with its pixels, which come last.
   *
   * @param values (rows, columns), below 2^bitsStored
   */
  byte[] with(TransferSyntax syntax, int rows, int columns, int bitsStored, int[] values) {
    int bytes = bitsStored <= Byte.SIZE ? 1 : 2;
    if (syntax == TransferSyntax.RLE) {
      encapsulated(runs(rows, columns, bytes, values));
    } else if (syntax == TransferSyntax.JPEG_LOSSLESS_SV1) {
      encapsulated(lossless(rows, columns, bitsStored, values));
    } else {
      ByteBuffer packed = little((values.length * bytes + 1) / 2 * 2);
      for (int value : values) {
        if (bytes == 1) {
          packed.put((byte) value);
        } else {
          packed.putShort((short) value);
        }
      }
      bytes(DicomFile.PIXEL_DATA, "OW", packed.array());
    }
    return out.toByteArray();
  }

  private void encapsulated(byte[] stream) {
    tag(DicomFile.PIXEL_DATA);
    out.writeBytes(new byte[] {'O', 'B', 0, 0, -1, -1, -1, -1});
    tag(0xFFFEE000);
    out.writeBytes(new byte[4]);
    tag(0xFFFEE000);
    int even = stream.length + stream.length % 2;
    out.writeBytes(little(Integer.BYTES).putInt(even).array());
    out.writeBytes(stream);
    out.writeBytes(new byte[even - stream.length]);
    tag(0xFFFEE0DD);
    out.writeBytes(new byte[4]);
  }

  /** PackBits by row, a segment for each byte of a value, the most significant first. */
  private static byte[] runs(int rows, int columns, int bytes, int[] values) {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    ByteBuffer header = little(64).putInt(bytes);
    for (int b = bytes - 1; b >= 0; b--) {
      header.putInt(64 + segments.size());
      byte[] row = new byte[columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          row[c] = (byte) (values[r * columns + c] >>> (Byte.SIZE * b));
        }
        packBits(row, segments);
      }
      if (segments.size() % 2 == 1) {
        segments.write(0);
      }
    }
    return ByteBuffer.allocate(64 + segments.size()).put(header.array()).put(segments.toByteArray()).array();
  }

  private static void packBits(byte[] row, ByteArrayOutputStream to) {
    int at = 0;
    while (at < row.length) {
      int run = run(row, at);
      if (run > 1) {
        to.write(1 - run);
        to.write(row[at]);
        at += run;
        continue;
      }
      int end = at + 1;
      while (end < row.length && end - at < MOST_OF_A_RUN && run(row, end) < 3) {
        end++;
      }
      to.write(end - at - 1);
      to.write(row, at, end - at);
      at = end;
    }
  }

  private static int run(byte[] row, int from) {
    int end = from + 1;
    while (end < row.length && end - from < MOST_OF_A_RUN && row[end] == row[from]) {
      end++;
    }
    return end - from;
  }

  /** JPEG lossless, process 14, selection value 1: differences from the left, one code of five bits for each size. */
  private static byte[] lossless(int rows, int columns, int precision, int[] values) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    int[] frame = {
      0xFF, 0xD8, 0xFF, 0xC3, 0, 11, precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0,
      0xFF, 0xC4, 0, 36, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    for (int b : frame) {
      stream.write(b);
    }
    for (int size = 0; size <= Short.SIZE; size++) {
      stream.write(size);
    }
    for (int b : new int[] {0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 0}) {
      stream.write(b);
    }
    long bits = 0;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      int column = i % columns;
      int before = column > 0 ? values[i - 1] : i > 0 ? values[i - columns] : 1 << (precision - 1);
      int difference = (short) (values[i] - before);
      int size =
          difference == Short.MIN_VALUE
              ? Short.SIZE
              : Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(difference));
      bits = bits << 5 | size;
      count += 5;
      if (size > 0 && size < Short.SIZE) {
        bits = bits << size | (difference >= 0 ? difference : difference + (1 << size) - 1);
        count += size;
      }
      for (; count >= Byte.SIZE; count -= Byte.SIZE) {
        stuffed((int) (bits >>> (count - Byte.SIZE)) & 255, stream);
      }
      bits &= (1L << count) - 1;
    }
    if (count > 0) {
      stuffed((int) (bits << (Byte.SIZE - count) | (1 << (Byte.SIZE - count)) - 1) & 255, stream);
    }
    stream.write(0xFF);
    stream.write(0xD9);
    return stream.toByteArray();
  }

  private static void stuffed(int b, ByteArrayOutputStream to) {
    to.write(b);
    if (b == 0xFF) {
      to.write(0);
    }
  }
}
