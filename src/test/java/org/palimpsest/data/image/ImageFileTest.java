package org.palimpsest.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.golden.GoldenFiles;

class ImageFileTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void samplesAreAsTheyWereStored(String format) throws IOException {
    BufferedImage image = picture(9, 7, BufferedImage.TYPE_INT_RGB);
    Pixels pixels = ImageFile.decode("a." + format, file(image, format));
    assertThat(pixels.height()).isEqualTo(7);
    assertThat(pixels.width()).isEqualTo(9);
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 9; x++) {
        int rgb = pixels.at(y, x, 0) << 16 | pixels.at(y, x, 1) << 8 | pixels.at(y, x, 2);
        assertThat(rgb).isEqualTo(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
  }

  @Test
  void greySamplesAreTakenWithoutAColourSpaceInBetween() throws IOException {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }
    Pixels pixels = ImageFile.decode("a.png", file(image, "png"));
    assertThat(pixels.channels()).isEqualTo(1);
    for (int x = 0; x < 256; x++) {
      assertThat(pixels.at(0, x, 0)).isEqualTo(x);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void palettesBecomeTheirColours(int bits) throws IOException {
    byte[] red = {10, 20};
    byte[] green = {(byte) 200, 30};
    byte[] blue = {7, (byte) 255};
    IndexColorModel palette = new IndexColorModel(bits, 2, red, green, blue);
    BufferedImage image =
        new BufferedImage(5, 2, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(3, 1, 0, 1);
    Pixels pixels = ImageFile.decode("a.png", file(image, "png"));
    assertThat(new int[] {pixels.at(1, 3, 0), pixels.at(1, 3, 1), pixels.at(1, 3, 2)}).containsExactly(20, 30, 255);
    assertThat(new int[] {pixels.at(0, 0, 0), pixels.at(0, 0, 1), pixels.at(0, 0, 2)}).containsExactly(10, 200, 7);
  }

  @Test
  void anOpaqueAlphaChannelIsNoneAndATransparentPixelIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, 0xFF102030);
    }
    assertThat(ImageFile.decode("a.png", file(image, "png")).at(2, 3, 1)).isEqualTo(0x20);
    image.setRGB(2, 1, 0x80102030);
    assertThatThrownBy(() -> ImageFile.decode("a.png", file(image, "png")))
        .hasMessage(
            "a.png: expected an opaque image, was transparent at column 2, row 1: lay it on a background first");
  }

  @Test
  void onePixelIsAnImage() throws IOException {
    Pixels pixels = ImageFile.decode("a.png", file(picture(1, 1, BufferedImage.TYPE_3BYTE_BGR), "png"));
    Pixels framed = new Framing(4, 6, Framing.Channels.RGB, Framing.Fit.CROP).of(pixels);
    assertThat(framed.samples()).hasSize(72);
    assertThat(framed.at(3, 5, 2)).isEqualTo(pixels.at(0, 0, 2));
  }

  @ParameterizedTest
  @CsvSource({"png, true", "png, false", "tiff, true"})
  void sixteenBitsAreRefused(String format, boolean grey) throws IOException {
    BufferedImage image =
        grey ? new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY) : sixteenBitColour();
    assertThatThrownBy(() -> ImageFile.decode("a." + format, file(image, format)))
        .hasMessageStartingWith("a." + format + ": expected 8 bits a sample, was 16");
  }

  @Test
  void aHeaderThatPromisesTooMuchIsRefusedBeforeMemoryIsTaken() throws IOException {
    assertThatThrownBy(() -> ImageFile.decode("big.png", pngHeader(30_000, 30_000)))
        .hasMessage("big.png: expected at most 50,000,000 pixels, was 30,000 x 30,000");
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    assertThatThrownBy(() -> ImageFile.decode("a.jpg", bytes("hello, world")))
        .hasMessage("a.jpg: expected a JPEG, PNG, BMP or TIFF file, was a file that begins with 'hello, world'");
    for (String bad : new String[] {"bad_empty.jpg", "bad_html.jpg"}) {
      byte[] content = Files.readAllBytes(GoldenFiles.root().resolve("formats/images/" + bad));
      assertThatThrownBy(() -> ImageFile.decode(bad, content))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(bad + ": expected a JPEG, PNG, BMP or TIFF file, was ")
          .hasMessageEndingWith(
              bad.contains("html") ? "text such as HTML, of a download that failed" : "an empty file");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad_truncated.jpg", "rgb_420.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"})
  void aJpegThatIsCutOffAnywhereIsRefused(String file) throws IOException {
    byte[] whole = Files.readAllBytes(GoldenFiles.root().resolve("formats/images/" + file));
    requireCutsRefused(file, whole, file.startsWith("bad") ? whole.length : whole.length - 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void otherFilesThatAreCutOffAnywhereAreRefused(String format) throws IOException {
    byte[] whole = file(picture(40, 30, BufferedImage.TYPE_INT_RGB), format);
    requireCutsRefused("a." + format, whole, whole.length - 1);
  }

  /** Cuts at some forty lengths up to {@code longest}. */
  private static void requireCutsRefused(String name, byte[] whole, int longest) {
    for (int length = longest; length > 0; length -= Math.max(1, longest / 40)) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ImageFile.decode(name, cut))
          .as("%s cut to %d of %d", name, length, whole.length)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(name + ": expected a");
    }
  }

  private static BufferedImage picture(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0xFF000000 | (x * 7919 + y * 104_729 + 31) * 2_654_435 & 0xFFFFFF);
      }
    }
    return image;
  }

  private static BufferedImage sixteenBitColour() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false,
            Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
    return new BufferedImage(model, model.createCompatibleWritableRaster(4, 4), false, null);
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** A PNG file of which there is the header, an empty part of data and the end. */
  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(0x89504E470D0A1A0AL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", new byte[0]);
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    out.writeInt(data.length);
    CRC32 crc = new CRC32();
    crc.update(bytes(type));
    crc.update(data);
    out.write(bytes(type));
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
