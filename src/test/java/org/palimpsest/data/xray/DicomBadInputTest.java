package org.palimpsest.data.xray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.golden.GoldenFiles;

/** Scans as others have met them, made of the golden ones by changing a few bytes. */
class DicomBadInputTest {

  @TempDir private Path folder;

  private static byte[] golden(String name) throws IOException {
    return Files.readAllBytes(GoldenFiles.root().resolve("formats/dicom/" + name));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static int find(byte[] in, byte[] what) {
    for (int i = 0; i + what.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new AssertionError("not found: " + Arrays.toString(what));
  }

  private static byte[] replaced(byte[] in, byte[] what, byte[] by) {
    int at = find(in, what);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(in, 0, at);
    out.writeBytes(by);
    out.write(in, at + what.length, in.length - at - what.length);
    return out.toByteArray();
  }

  /** Another number in an element of the type US. */
  private static byte[] numbered(byte[] in, int group, int element, int value) {
    byte[] head = bytes(group & 0xFF, group >> 8, element & 0xFF, element >> 8, 'U', 'S', 2, 0);
    byte[] out = in.clone();
    int at = find(in, head) + head.length;
    out[at] = (byte) value;
    out[at + 1] = (byte) (value >> 8);
    return out;
  }

  /** The same with an element of text before the pixels. */
  private static byte[] with(byte[] in, int group, int element, String type, String text) {
    byte[] pixels = bytes(0xE0, 0x7F, 0x10, 0x00);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.writeBytes(bytes(group & 0xFF, group >> 8, element & 0xFF, element >> 8, type.charAt(0), type.charAt(1)));
    more.writeBytes(bytes(text.length(), 0));
    more.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    more.writeBytes(pixels);
    return replaced(in, pixels, more.toByteArray());
  }

  private static byte[] converted(byte[] content) {
    return VoiLut.convert("scan.dcm", content).samples();
  }

  private static DicomPixels pixels(byte[] content) {
    return DicomPixels.of(DicomFile.of("scan.dcm", content));
  }

  /** MONOCHROME1 with a presentation that says INVERSE is meant once, not twice and so not at all. */
  @Test
  void aPictureThatIsSaidToBeInvertedTwiceIsInvertedOnce() throws IOException {
    byte[] once = golden("mono1_u12.dcm");
    byte[] twice = with(once, 0x2050, 0x0020, "CS", "INVERSE ");
    assertThat(converted(twice)).isEqualTo(converted(once)).isEqualTo(converted(golden("native_u12.dcm")));
  }

  /** pydicom #2073: all the bits that the codestream has are kept. */
  @Test
  void aJpeg2000CodestreamOfMoreBitsThanTheFileSaysIsTrusted() throws IOException {
    byte[] whole = golden("j2k_u16.dcm");
    byte[] less = numbered(numbered(whole, 0x0028, 0x0101, 12), 0x0028, 0x0102, 11);
    assertThat(pixels(less).values()).isEqualTo(pixels(whole).values());
    assertThat(pixels(less).bitsStored()).isEqualTo(16);
    assertThat(converted(less)).isEqualTo(converted(whole));
    byte[] none = numbered(numbered(numbered(whole, 0x0028, 0x0100, 8), 0x0028, 0x0101, 8), 0x0028, 0x0102, 7);
    assertThatThrownBy(() -> pixels(none)).hasMessageContaining("samples of at most BitsAllocated = 8 bits, was 16");
  }

  @Test
  void theSignIsThatOfTheFileWhateverTheCodestreamSays() throws IOException {
    byte[] unsigned = golden("j2k_u12.dcm");
    int[] values = pixels(unsigned).values();
    int[] signed = Arrays.stream(values).map(value -> value << 20 >> 20).toArray();
    assertThat(pixels(numbered(unsigned, 0x0028, 0x0103, 1)).values()).isEqualTo(signed);
    assertThat(Arrays.stream(signed).min().orElseThrow()).isNegative();
  }

  /** nvImageCodec #50: Huffman tables may come before the frame header. */
  @Test
  void jpegTablesMayComeBeforeTheFrameHeader() throws IOException {
    byte[] whole = golden("jpegll_sv1_u12.dcm");
    int frame = find(whole, bytes(0xFF, 0xC3));
    int tables = find(whole, bytes(0xFF, 0xC4));
    int scan = find(whole, bytes(0xFF, 0xDA));
    assertThat(List.of(frame, tables, scan)).isSorted();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, frame);
    out.write(whole, tables, scan - tables);
    out.write(whole, frame, tables - frame);
    out.write(whole, scan, whole.length - scan);
    assertThat(pixels(out.toByteArray()).values()).isEqualTo(pixels(whole).values());
  }

  @Test
  void aTransferSyntaxThatIsMissingOrNotKnownIsNamed() throws IOException {
    byte[] whole = golden("native_u12.dcm");
    byte[] none = replaced(whole, bytes(2, 0, 0x10, 0, 'U', 'I'), bytes(2, 0, 0x11, 0, 'U', 'I'));
    assertThatThrownBy(() -> converted(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a transfer syntax (0002,0010), was none");
    byte[] unknown = replaced(golden("rle_u12.dcm"), ascii("1.2.840.10008.1.2.5"), ascii("1.2.840.10008.1.2.7"));
    assertThatThrownBy(() -> converted(unknown)).hasMessageContaining("1.2.840.10008.1.2.7");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** OHIF #127: with a negative slope the standard's order turns the picture, which the published conversion does not. */
  @Test
  void inTheOrderOfTheStandardANegativeSlopeTurnsThePicture() throws IOException {
    byte[] plain = golden("native_u12.dcm");
    byte[] negative = with(with(plain, 0x0028, 0x1052, "DS", "0 "), 0x0028, 0x1053, "DS", "-2");
    assertThat(converted(negative)).isEqualTo(converted(plain));
    byte[] rescaled = VoiLut.rescaled("scan.dcm", negative).samples();
    byte[] usual = VoiLut.rescaled("scan.dcm", plain).samples();
    assertThat(usual).isEqualTo(converted(plain));
    for (int i = 0; i < usual.length; i++) {
      assertThat((usual[i] & 0xFF) + (rescaled[i] & 0xFF)).isBetween(254, 255);
    }
    assertThatThrownBy(() -> VoiLut.rescaled("scan.dcm", replaced(negative, ascii("-2"), ascii("0 "))))
        .hasMessageContaining("expected RescaleSlope (0028,1053) other than 0, was 0.0");
  }

  /** A window of the modality's scale: 12 bits, slope 2, intercept -1000, window 0 to 2000, so stored values 500 to 1500. */
  @Test
  void inTheOrderOfTheStandardAWindowIsOfTheModalitysScale() throws IOException {
    byte[] plain = golden("native_u12.dcm");
    byte[] content = with(plain, 0x0028, 0x1050, "DS", "1000");
    content = with(content, 0x0028, 0x1051, "DS", "2000");
    content = with(content, 0x0028, 0x1052, "DS", "-1000 ");
    content = with(content, 0x0028, 0x1053, "DS", "2 ");
    content = with(content, 0x0028, 0x1056, "CS", "LINEAR_EXACT");
    int[] values = pixels(plain).values();
    Pixels ours = VoiLut.rescaled("scan.dcm", content);
    for (int i = 0; i < values.length; i++) {
      double share = Math.max(0, Math.min(1, (values[i] - 500) / 1000.0));
      assertThat(ours.samples()[i] & 0xFF).isBetween((int) (255 * share - 1e-6), (int) (255 * share + 1e-6));
    }
  }

  /** Nothing is trained on a class that has no scans of one sex. */
  @Test
  void aGroupWithoutScansIsRefusedByName() throws IOException {
    new DrawnSiimFiles(160, 40).write(folder, (done, of) -> {});
    SiimTable table = SiimTable.read(folder);
    List<SiimScan> some =
        table.scans().stream()
            .filter(scan -> scan.appearance() != 1 || !scan.header().get().sex().equals(Optional.of("F")))
            .toList();
    assertThatThrownBy(() -> SiimImages.of(new SiimTable(folder, some, 0), SiimData.Split.PATIENTS, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected scans of female, typical for training, was none");
  }
}
