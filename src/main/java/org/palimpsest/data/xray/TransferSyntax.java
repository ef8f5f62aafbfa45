package org.palimpsest.data.xray;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The ways in which pixels are written in DICOM files that are read here. */
enum TransferSyntax {
  IMPLICIT("1.2.840.10008.1.2", "implicit little endian"),
  EXPLICIT("1.2.840.10008.1.2.1", "explicit little endian"),
  DEFLATED("1.2.840.10008.1.2.1.99", "deflated"),
  BIG_ENDIAN("1.2.840.10008.1.2.2", "explicit big endian"),
  RLE("1.2.840.10008.1.2.5", "RLE"),
  JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG baseline"),
  JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG extended"),
  JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG lossless"),
  JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", "JPEG lossless SV1"),
  JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 lossless"),
  JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000");

  /** Those that people meet and that are not read. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "1.2.840.10008.1.2.4.80", "JPEG-LS lossless",
          "1.2.840.10008.1.2.4.81", "JPEG-LS",
          "1.2.840.10008.1.2.4.92", "JPEG 2000 multi-component lossless",
          "1.2.840.10008.1.2.4.93", "JPEG 2000 multi-component",
          "1.2.840.10008.1.2.4.100", "MPEG-2",
          "1.2.840.10008.1.2.4.201", "HTJ2K lossless");

  private final String uid;
  private final String title;

  TransferSyntax(String uid, String title) {
    this.uid = uid;
    this.title = title;
  }

  static Optional<TransferSyntax> of(String uid) {
    return Arrays.stream(values()).filter(syntax -> syntax.uid.equals(uid)).findFirst();
  }

  /** A name for any, known here or not. */
  static String describe(String uid) {
    String shown = uid.replaceAll("[^0-9.]", "?");
    return OTHERS.containsKey(uid) ? "%s (%s)".formatted(OTHERS.get(uid), shown) : "'" + shown + "'";
  }

  String uid() {
    return uid;
  }

  String title() {
    return title;
  }

  boolean isJpeg() {
    return ordinal() >= JPEG_BASELINE.ordinal() && ordinal() <= JPEG_LOSSLESS_SV1.ordinal();
  }

  boolean isJpeg2000() {
    return this == JPEG_2000 || this == JPEG_2000_LOSSLESS;
  }
}
