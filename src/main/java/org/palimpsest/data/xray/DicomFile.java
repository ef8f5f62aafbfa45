package org.palimpsest.data.xray;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.random.Sha256;

/**
 * The elements of a DICOM file (Part 10), by tag. Sequences of undefined length are followed by their structure;
 * unique identifiers are not judged.
 *
 * <p>Source: DICOM PS3.5 and PS3.10.
 */
final class DicomFile {

  static final int TRANSFER_SYNTAX = 0x00020010;
  static final int PIXEL_DATA = 0x7FE00010;

  private static final int PREAMBLE = 128;
  private static final int ITEM = 0xFFFEE000;
  private static final int ITEM_END = 0xFFFEE00D;
  private static final int SEQUENCE_END = 0xFFFEE0DD;
  private static final long UNDEFINED = 0xFFFFFFFFL;
  private static final int MOST_NESTED = 32;

  /** What a file may come to when it is inflated. */
  private static final int MOST_INFLATED = 1 << 28;

  /** Headers are shorter, nearly always. */
  private static final int HEADER_BYTES = 1 << 16;

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
  private static final class TooShort extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private DicomFile(String name, byte[] content, boolean headerOnly) {
    this.name = name;
    this.headerOnly = headerOnly;
    this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    read();
  }

  /**
   * All elements of a file.
   *
   * @param name for messages
   * @throws DataException if it is not DICOM, damaged or in a form that is not known; names the file
   */
  static DicomFile of(String name, byte[] content) {
    return new DicomFile(name, content, false);
  }

  /** The elements before the pixels, of which little more than these is read from disk. */
  static DicomFile header(Path file, String name) {
    try (InputStream in = Files.newInputStream(file)) {
      return new DicomFile(name, in.readNBytes(HEADER_BYTES), true);
    } catch (TooShort e) {
      return of(name, FileHashes.read(file, name));
    } catch (IOException e) {
      throw new DataException(
          Files.exists(file) ? "%s: cannot be read: %s".formatted(name, e) : name + ": expected a file, was missing",
          e);
    }
  }

  private void read() {
    boolean dicom = in.limit() >= PREAMBLE + 4 && in.getInt(PREAMBLE) == 0x4D434944;
    if (!dicom) {
      String what = in.limit() == 0 ? "empty" : in.get(0) == '<' ? "HTML, as a failed download leaves" : "without it";
      throw bad("a DICOM file, with DICM at byte 128", what);
    }
    in.position(PREAMBLE + 4);
    while (in.remaining() >= 8 && in.getShort(in.position()) == 2) {
      element(elements, 0);
    }
    TransferSyntax syntax = syntax();
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
  }

  private boolean hasPixels() {
    return encapsulated || elements.containsKey(PIXEL_DATA);
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
        throw bad("a value representation of two letters at " + place(tag), "'" + vr.replaceAll("[^ -~]", "?") + "'");
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
    if (tag == PIXEL_DATA && depth == 0) {
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
      throw bad("each element once", place(tag) + " twice");
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
        throw bad("an item in sequence " + place(tag), place(next));
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
        throw bad("fragments of pixel data", place(tag));
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

  /** A refusal that names the file. */
  DataException bad(String expected, Object found) {
    return new DataException("%s: expected %s, was %s".formatted(name, expected, found));
  }

  /** {@code (0028,0010)}. */
  static String place(int tag) {
    return "(%04X,%04X)".formatted(tag >>> 16, tag & 0xFFFF);
  }

  String name() {
    return name;
  }

  TransferSyntax syntax() {
    String uid =
        text(elements, TRANSFER_SYNTAX).orElseThrow(() -> bad("a transfer syntax " + place(TRANSFER_SYNTAX), "none"));
    return TransferSyntax.of(uid)
        .orElseThrow(
            () ->
                bad(
                    "a transfer syntax that is read here",
                    TransferSyntax.describe(uid) + ": convert it with dcmdjpeg, dcmdjpls or gdcmconv --raw"));
  }

  Optional<String> text(int tag) {
    return text(elements, tag);
  }

  /** Without the blanks and zeros that fill it up; empty if the element is missing. */
  private static Optional<String> text(Map<Integer, ByteBuffer> elements, int tag) {
    return Optional.ofNullable(elements.get(tag))
        .map(value -> StandardCharsets.ISO_8859_1.decode(value.duplicate()).toString().replace('\0', ' ').strip());
  }

  boolean has(int tag) {
    return elements.containsKey(tag);
  }

  /** An unsigned number of 16 bits that has to be there. */
  int whole(int tag, String what) {
    ByteBuffer value = elements.get(tag);
    if (value == null || value.limit() != Short.BYTES) {
      throw bad("%s %s, a number".formatted(what, place(tag)), value == null ? "missing" : value.limit() + " bytes");
    }
    return Short.toUnsignedInt(value.getShort(0));
  }

  /** The first of a list of decimal numbers; empty if the element is missing or empty. */
  Optional<Double> decimal(int tag, String what) {
    Optional<String> first = text(tag).map(text -> text.split("\\\\", 2)[0].strip()).filter(text -> !text.isEmpty());
    try {
      return first.map(Double::valueOf).filter(Double::isFinite).or(() -> {
        if (first.isPresent()) {
          throw new NumberFormatException();
        }
        return Optional.empty();
      });
    } catch (NumberFormatException e) {
      String shown = first.orElse("").replaceAll("[^ -~]", "?");
      throw bad("%s %s, a finite number".formatted(what, place(tag)), "'" + shown + "'");
    }
  }

  /** The items of a sequence; none if it is missing. */
  List<Map<Integer, ByteBuffer>> items(int tag) {
    return sequences.getOrDefault(tag, List.of());
  }

  boolean isEncapsulated() {
    return encapsulated;
  }

  /** Pixels that are not encapsulated, in the file's byte order; null if there are none. */
  ByteBuffer nativePixels() {
    return elements.get(PIXEL_DATA);
  }

  /** The SHA-256 of the pixels as they are written; equal ones are of one picture, nearly surely. */
  String pixelHash() {
    if (!hasPixels()) {
      throw bad("pixel data " + place(PIXEL_DATA), "none");
    }
    MessageDigest digest = Sha256.digest();
    for (ByteBuffer part : encapsulated ? fragments : List.of(elements.get(PIXEL_DATA))) {
      digest.update(part.duplicate());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** All fragments of encapsulated pixels, joined. */
  byte[] codestream() {
    int length = fragments.stream().mapToInt(ByteBuffer::limit).sum();
    ByteBuffer joined = ByteBuffer.allocate(length);
    fragments.forEach(fragment -> joined.put(fragment.duplicate()));
    return joined.array();
  }
}
