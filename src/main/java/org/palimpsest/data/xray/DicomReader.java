package org.palimpsest.data.xray;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.palimpsest.data.DataException;

/**
 * Reads the elements of a DICOM file once, from the preamble to the pixels, in whichever byte order and with whichever
 * value representations its transfer syntax has. Sequences of undefined length are followed by their structure.
 */
final class DicomReader {

  private static final int PREAMBLE = 128;
  private static final int ITEM = 0xFFFEE000;
  private static final int ITEM_END = 0xFFFEE00D;
  private static final int SEQUENCE_END = 0xFFFEE0DD;
  private static final long UNDEFINED = 0xFFFFFFFFL;
  private static final int MOST_NESTED = 32;

  /** What a file may come to when it is inflated. */
  private static final int MOST_INFLATED = 1 << 28;

  /** Value representations whose lengths take four bytes. */
  private static final Set<String> LONG =
      Set.of("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UN", "UR", "UT", "SV", "UV");

  private final String name;
  private final boolean headerOnly;
  private final Map<Integer, ByteBuffer> elements = new HashMap<>();
  private final Map<Integer, List<Map<Integer, ByteBuffer>>> sequences = new HashMap<>();
  private final List<ByteBuffer> fragments = new ArrayList<>();
  private ByteBuffer in;
  private boolean explicit = true;
  private boolean encapsulated;

  /** Where a header that was not read in full ends: more of the file has to be read. */
  static final class TooShort extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param name of the file, for refusals
   * @param headerOnly whether {@code content} is a file's beginning, of which the elements before the pixels are wanted
   */
  DicomReader(String name, byte[] content, boolean headerOnly) {
    this.name = name;
    this.headerOnly = headerOnly;
    this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  DicomFile read() {
    boolean dicom = in.limit() >= PREAMBLE + 4 && in.getInt(PREAMBLE) == 0x4D434944;
    if (!dicom) {
      String what = in.limit() == 0 ? "empty" : in.get(0) == '<' ? "HTML, as a failed download leaves" : "without it";
      throw bad("a DICOM file, with DICM at byte 128", what);
    }
    in.position(PREAMBLE + 4);
    while (in.remaining() >= 8 && in.getShort(in.position()) == 2) {
      element(elements, 0);
    }
    TransferSyntax syntax = DicomFile.syntax(name, elements);
    explicit = syntax != TransferSyntax.IMPLICIT;
    if (syntax == TransferSyntax.BIG_ENDIAN) {
      in.order(ByteOrder.BIG_ENDIAN);
    } else if (syntax == TransferSyntax.DEFLATED) {
      in = ByteBuffer.wrap(inflated()).order(ByteOrder.LITTLE_ENDIAN);
    }
    while (in.remaining() >= 8 && !hasPixels()) {
      element(elements, 0);
    }
    if (headerOnly && !hasPixels()) {
      throw new TooShort();
    }
    return new DicomFile(name, elements, sequences, encapsulated, fragments);
  }

  private boolean hasPixels() {
    return encapsulated || elements.containsKey(DicomFile.PIXEL_DATA);
  }

  private byte[] inflated() {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] block = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(block);
        if (count == 0 && !inflater.finished()) {
          throw cutOff();
        }
        out.write(block, 0, count);
        if (out.size() > MOST_INFLATED) {
          throw bad("at most 256 MiB when inflated", "more");
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw bad("deflated data", "damaged: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /** Reads an element, or what ends an item, and returns its tag. */
  private int element(Map<Integer, ByteBuffer> into, int depth) {
    int tag = tag();
    if (tag == ITEM_END || tag == SEQUENCE_END) {
      skip(length4());
      return tag;
    }
    String vr = "UN";
    long length;
    if (explicit) {
      need(4);
      vr = "" + (char) in.get() + (char) in.get();
      if (!vr.matches("[A-Z]{2}")) {
        String shown = "'" + vr.replaceAll("[^ -~]", "?") + "'";
        throw bad("a value representation of two letters at " + DicomFile.place(tag), shown);
      }
      if (LONG.contains(vr)) {
        in.getShort();
        length = length4();
      } else {
        length = Short.toUnsignedInt(in.getShort());
      }
    } else {
      length = length4();
    }
    if (tag == DicomFile.PIXEL_DATA && depth == 0) {
      if (length == UNDEFINED) {
        encapsulated = true;
        fragments();
      } else {
        into.put(tag, headerOnly ? ByteBuffer.allocate(0) : value(length));
      }
    } else if (length == UNDEFINED || vr.equals("SQ")) {
      boolean before = explicit;
      explicit = before && !vr.equals("UN");
      sequence(tag, length, depth);
      explicit = before;
    } else if (!explicit && depth == 0 && tag == VoiLut.SEQUENCE) {
      sequence(tag, length, depth);
    } else if (into.put(tag, value(length)) != null) {
      throw bad("each element once", DicomFile.place(tag) + " twice");
    }
    return tag;
  }

  private void sequence(int tag, long length, int depth) {
    if (depth == MOST_NESTED) {
      throw bad("sequences at most " + MOST_NESTED + " deep", "deeper");
    }
    List<Map<Integer, ByteBuffer>> items = new ArrayList<>();
    long end = length == UNDEFINED ? Long.MAX_VALUE : in.position() + length;
    if (length != UNDEFINED) {
      need(length);
    }
    while (in.position() < end) {
      int next = tag();
      long itemLength = length4();
      if (next == SEQUENCE_END) {
        break;
      } else if (next != ITEM) {
        throw bad("an item in sequence " + DicomFile.place(tag), DicomFile.place(next));
      }
      Map<Integer, ByteBuffer> item = new HashMap<>();
      long itemEnd = itemLength == UNDEFINED ? Long.MAX_VALUE : in.position() + itemLength;
      if (itemLength != UNDEFINED) {
        need(itemLength);
      }
      while (in.position() < itemEnd) {
        int inside = element(item, depth + 1);
        if (inside == ITEM_END || inside == SEQUENCE_END) {
          break;
        }
      }
      items.add(item);
    }
    if (depth == 0) {
      sequences.put(tag, items);
    }
  }

  /** The fragments of encapsulated pixels; the first item, a table of offsets, is not needed for one frame. */
  private void fragments() {
    if (headerOnly) {
      return;
    }
    boolean table = true;
    while (true) {
      int tag = tag();
      long length = length4();
      if (tag == SEQUENCE_END) {
        return;
      } else if (tag != ITEM || length == UNDEFINED) {
        throw bad("fragments of pixel data", DicomFile.place(tag));
      }
      ByteBuffer fragment = value(length);
      if (!table) {
        fragments.add(fragment);
      }
      table = false;
    }
  }

  private int tag() {
    need(8);
    return Short.toUnsignedInt(in.getShort()) << 16 | Short.toUnsignedInt(in.getShort());
  }

  private long length4() {
    need(4);
    return Integer.toUnsignedLong(in.getInt());
  }

  private void skip(long length) {
    need(length);
    in.position(in.position() + (int) length);
  }

  private ByteBuffer value(long length) {
    need(length);
    ByteBuffer value = in.slice(in.position(), (int) length).order(in.order());
    in.position(in.position() + (int) length);
    return value;
  }

  private void need(long bytes) {
    if (bytes > in.remaining()) {
      throw headerOnly ? new TooShort() : cutOff();
    }
  }

  private DataException cutOff() {
    return bad("a whole file", "cut off");
  }

  private DataException bad(String expected, Object found) {
    return DicomFile.bad(name, expected, found);
  }
}
