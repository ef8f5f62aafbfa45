package org.palimpsest.data.xray;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Headers are shorter, nearly always. */
  private static final int HEADER_BYTES = 1 << 16;

  private final String name;
  private final Map<Integer, ByteBuffer> elements;
  private final Map<Integer, List<Map<Integer, ByteBuffer>>> sequences;
  private final boolean encapsulated;
  private final List<ByteBuffer> fragments;

  /**
   * @param fragments of encapsulated pixels, without the table of offsets
   */
  DicomFile(
      String name, Map<Integer, ByteBuffer> elements, Map<Integer, List<Map<Integer, ByteBuffer>>> sequences,
      boolean encapsulated, List<ByteBuffer> fragments) {
    this.name = name;
    this.elements = elements;
    this.sequences = sequences;
    this.encapsulated = encapsulated;
    this.fragments = fragments;
  }

  /**
   * All elements of a file.
   *
   * @param name for messages
   * @throws DataException if it is not DICOM, damaged or in a form that is not known; names the file
   */
  static DicomFile of(String name, byte[] content) {
    return new DicomReader(name, content, false).read();
  }

  /** The elements before the pixels, of which little more than these is read from disk. */
  static DicomFile header(Path file, String name) {
    try (InputStream in = Files.newInputStream(file)) {
      return new DicomReader(name, in.readNBytes(HEADER_BYTES), true).read();
    } catch (DicomReader.TooShort e) {
      return of(name, FileHashes.read(file, name));
    } catch (IOException e) {
      throw new DataException(
          Files.exists(file) ? "%s: cannot be read: %s".formatted(name, e) : name + ": expected a file, was missing",
          e);
    }
  }

  private boolean hasPixels() {
    return encapsulated || elements.containsKey(PIXEL_DATA);
  }

  /** A refusal that names the file. */
  DataException bad(String expected, Object found) {
    return bad(name, expected, found);
  }

  static DataException bad(String name, String expected, Object found) {
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
    return syntax(name, elements);
  }

  static TransferSyntax syntax(String name, Map<Integer, ByteBuffer> elements) {
    String uid =
        text(elements, TRANSFER_SYNTAX)
            .orElseThrow(() -> bad(name, "a transfer syntax " + place(TRANSFER_SYNTAX), "none"));
    return TransferSyntax.of(uid)
        .orElseThrow(
            () ->
                bad(
                    name, "a transfer syntax that is read here",
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
