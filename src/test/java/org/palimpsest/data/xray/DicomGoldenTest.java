package org.palimpsest.data.xray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.golden.GoldenFiles;

/** Phantoms in every transfer syntax and pixel layout, against pydicom, gdcm and dcmtk: no value differs. */
class DicomGoldenTest {

  private static final String FOLDER = "formats/dicom/";

  private static Path golden(String name) {
    return GoldenFiles.root().resolve(FOLDER + name);
  }

  private static DicomFile read(String name) throws IOException {
    return DicomFile.of(name, Files.readAllBytes(golden(name)));
  }

  static Stream<String> readable() {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : GoldenFiles.json(FOLDER + "expected.json").properties()) {
      if (!entry.getKey().startsWith("unsupported")) {
        names.add(entry.getKey());
      }
    }
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("readable")
  void storedValuesAreExact(String name) throws IOException {
    JsonNode expected = GoldenFiles.json(FOLDER + "expected.json").get(name);
    DicomFile file = read(name);
    DicomPixels pixels = DicomPixels.of(file);
    assertThat(pixels.rows() * pixels.columns()).isEqualTo(45 * 38);
    assertThat(file.syntax().uid()).isEqualTo(expected.get("transfer_syntax").asText());
    assertThat(pixels.bitsStored()).isEqualTo(expected.get("bits_stored").asInt());
    assertThat(pixels.inverted()).isEqualTo(expected.get("photometric").asText().equals("MONOCHROME1"));
    JsonNode sex = expected.get("sex");
    assertThat(file.text(SiimScan.SEX).orElse(null)).isEqualTo(sex.isNull() ? null : sex.asText());
    assertThat(file.text(SiimScan.SEX)).isEqualTo(DicomFile.header(golden(name), name).text(SiimScan.SEX));
    long sum = 0;
    for (int value : pixels.values()) {
      sum += value;
    }
    assertThat(sum).isEqualTo(expected.get("sum").asLong());
    double[] stored = stored(expected.get("stored_values").asText());
    for (int i = 0; i < stored.length; i++) {
      assertThat(pixels.values()[i]).as("value " + i).isEqualTo((int) stored[i]);
    }
    String converted = expected.get("read_xray").asText();
    if (converted.endsWith(".npy")) {
      double[] published = GoldenFiles.array(FOLDER + converted);
      Pixels ours = VoiLut.of(file, pixels);
      for (int i = 0; i < published.length; i++) {
        assertThat(ours.samples()[i] & 0xFF).as("pixel " + i).isEqualTo((int) published[i]);
      }
    }
  }

  /** Two or four bytes a value. */
  private static double[] stored(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(golden(name));
    int header = 10 + (bytes[8] & 0xFF) + 256 * (bytes[9] & 0xFF);
    String text = new String(bytes, 0, header, StandardCharsets.ISO_8859_1);
    ByteBuffer in =
        ByteBuffer.wrap(bytes, header, bytes.length - header).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[45 * 38];
    for (int i = 0; i < values.length; i++) {
      values[i] = text.contains("<u2") ? in.getShort() & 0xFFFF : text.contains("<i2") ? in.getShort() : in.getInt();
    }
    return values;
  }

  /** Where the published code wraps around, values stay in range. */
  @Test
  void valuesOutOfRangeAreHeld() throws IOException {
    for (String name : List.of("native_s16.dcm", "rescale_window.dcm")) {
      DicomFile file = read(name);
      DicomPixels pixels = DicomPixels.of(file);
      Pixels ours = VoiLut.of(file, pixels);
      int last = 0;
      int[] order = new int[1 << 16];
      for (int i = 0; i < pixels.values().length; i++) {
        order[pixels.values()[i] + (1 << 15)] = ours.samples()[i] & 0xFF;
      }
      for (int shade : order) {
        assertThat(shade == 0 || shade >= last).as(name).isTrue();
        last = Math.max(last, shade);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "bad_empty.dcm | expected a DICOM file, with DICM at byte 128, was empty",
    "bad_not_dicom.dcm | expected a DICOM file, with DICM at byte 128, was ",
    "bad_no_pixels.dcm | expected pixel data (7FE0,0010), was none",
    "bad_rgb.dcm | expected SamplesPerPixel 1, was 3",
    "bad_rows_zero.dcm | expected at least 1 row and column, was 0 x 38",
    "bad_truncated.dcm | expected a whole file, was cut off",
    "bad_two_frames.dcm | expected NumberOfFrames 1, was 2.0",
    "unsupported_jpegls_u12.dcm | was JPEG-LS lossless (1.2.840.10008.1.2.4.80): convert it with dcmdjpeg",
    "unsupported_jpeg12_u12.dcm | expected JPEG extended pixels, was damaged or of a kind that cannot be decoded"
  })
  void refuses(String name, String reason) {
    assertThatThrownBy(() -> VoiLut.convert(name, Files.readAllBytes(golden(name))))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"voi_lut.dcm", "rle_u12.dcm", "jpegll_sv1_u12.dcm"})
  void refusesDamageByName(String name) throws Exception {
    Mutations.check(
        Files.readAllBytes(golden(name)), "scan.dcm", bytes -> VoiLut.convert("scan.dcm", bytes), DataException.class);
  }
}
