package org.palimpsest.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.golden.GoldenFiles;

/** Pixels of JPEGs and of resizing, against Pillow's, which decodes as libjpeg-turbo does. */
class ImageFileGoldenTest {

  private static final String FOLDER = "formats/images/";
  private static final JsonNode EXPECTED = GoldenFiles.json(FOLDER + "expected.json");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb_420.jpg", "rgb_444.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "exif_orientation6.jpg"
      })
  void decodesAsPillowDoes(String file) throws IOException {
    JsonNode expected = EXPECTED.path(file);
    Pixels pixels = decode(file).coloured();
    assertThat(pixels.height()).isEqualTo(expected.path("size_hw").path(0).asInt());
    assertThat(pixels.width()).isEqualTo(expected.path("size_hw").path(1).asInt());
    requireSums(pixels, expected);
    expected.path("pixels_at_yx").properties().forEach(
        spot -> {
          String[] place = spot.getKey().split(",");
          for (int c = 0; c < 3; c++) {
            assertThat(pixels.at(Integer.parseInt(place[0]), Integer.parseInt(place[1]), c))
                .as("%s at %s, channel %d", file, spot.getKey(), c)
                .isEqualTo(spot.getValue().path(c).asInt());
          }
        });
  }

  @Test
  void aGreyFileHasOneChannel() throws IOException {
    assertThat(decode("grey.jpg").channels()).isEqualTo(1);
  }

  @Test
  void resizesToTheBitAsPillowDoes() throws IOException {
    byte[] resized = BilinearResize.to(64, 64, decode("rgb_420.jpg")).samples();
    int[] expected = GoldenFiles.ints(FOLDER + "resize_bilinear_64x64.npy");
    assertThat(resized).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(resized[i] & 0xFF).as("sample %d", i).isEqualTo(expected[i]);
    }
  }

  @Test
  void everySizeHasPillowsSums() throws IOException {
    Pixels whole = decode("rgb_420.jpg");
    int sizes = 0;
    for (String name : (Iterable<String>) EXPECTED::fieldNames) {
      if (name.startsWith("resize_bilinear_")) {
        JsonNode expected = EXPECTED.path(name);
        JsonNode size = expected.path("size_hw");
        Pixels resized = BilinearResize.to(size.path(0).asInt(), size.path(1).asInt(), whole);
        requireSums(resized, expected);
        sizes++;
      }
    }
    assertThat(sizes).isEqualTo(4);
  }

  private static void requireSums(Pixels pixels, JsonNode expected) {
    for (int c = 0; c < 3; c++) {
      long sum = 0;
      for (int y = 0; y < pixels.height(); y++) {
        for (int x = 0; x < pixels.width(); x++) {
          sum += pixels.at(y, x, c);
        }
      }
      assertThat(sum).as("sum of channel %d", c).isEqualTo(expected.path("sum_rgb").path(c).asLong());
    }
  }

  private static Pixels decode(String file) throws IOException {
    return ImageFile.decode(file, Files.readAllBytes(GoldenFiles.root().resolve(FOLDER + file)));
  }
}
