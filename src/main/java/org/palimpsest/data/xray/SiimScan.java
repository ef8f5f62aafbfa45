package org.palimpsest.data.xray;

import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.data.DataException;

/**
 * One scan: what the tables say of it and what its header does.
 *
 * @param study of twelve hexadecimal digits
 * @param image likewise
 * @param appearance index into the four appearances
 * @param file where it lies; empty if it is missing
 * @param header empty if it is missing or cannot be read
 * @param problem why there is no header
 */
record SiimScan(
    String study, String image, int appearance, Optional<Path> file, Optional<Header> header,
    Optional<String> problem) {

  static final int SEX = 0x00100040;
  private static final int PATIENT = 0x00100020;

  /**
   * What is told of a scan before its pixels.
   *
   * @param sex as it stands there; empty if the element is missing
   * @param patient empty if nothing tells
   */
  record Header(
      Optional<String> sex, String patient, TransferSyntax syntax, String photometric, int bitsStored, boolean window,
      boolean rescale) {

    static Header of(DicomFile file) {
      return new Header(
          file.text(SEX).map(text -> text.replaceAll("[^ -~]", "?")),
          file.text(PATIENT).orElse(""),
          file.syntax(),
          file.text(DicomPixels.PHOTOMETRIC).orElse("none").replaceAll("[^ -~]", "?"),
          file.whole(DicomPixels.BITS_STORED, "BitsStored"),
          file.has(VoiLut.WINDOW_CENTER) || !file.items(VoiLut.SEQUENCE).isEmpty(),
          file.has(VoiLut.RESCALE_SLOPE));
    }

    /** 0 for F, 1 for M; empty for all else. */
    Optional<Integer> known() {
      return sex.filter(text -> text.equals("F") || text.equals("M")).map(text -> text.equals("M") ? 1 : 0);
    }
  }

  static SiimScan read(String study, String image, int appearance, Optional<Path> file) {
    if (file.isEmpty()) {
      String place = "train/%s/*/%s.dcm".formatted(study, image);
      return new SiimScan(
          study, image, appearance, file, Optional.empty(), Optional.of(place + ": expected a file, was missing"));
    }
    try {
      Header header = Header.of(DicomFile.header(file.get(), file.get().toString()));
      return new SiimScan(study, image, appearance, file, Optional.of(header), Optional.empty());
    } catch (DataException e) {
      return new SiimScan(study, image, appearance, file, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  /** Whose scan it is: the patient's, or the study's where no patient is named. */
  String person() {
    return header.map(Header::patient).filter(id -> !id.isEmpty()).map(id -> "patient " + id).orElse("study " + study);
  }
}
