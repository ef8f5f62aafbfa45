package org.palimpsest.data.features.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cli.Main;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;
import org.palimpsest.data.celeba.DrawnCelebaFiles;
import org.palimpsest.data.features.FeatureFile;
import org.palimpsest.data.features.FeatureModel;
import org.palimpsest.data.features.ModelFeatures;
import org.palimpsest.data.image.Framing;

/** A model written here, byte by byte: the mean of each channel, by way of a layer within. */
class OnnxReaderTest {

  @TempDir private Path folder;
  private Path model;

  private static byte[] text(int field, String text) throws IOException {
    return OnnxReader.field(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }

  private static byte[] number(int field, int value) {
    return new byte[] {(byte) (field << 3), (byte) value};
  }

  /** A value of floats with named or fixed extents. */
  private static byte[] value(String name, String... extents) throws IOException {
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    for (String extent : extents) {
      byte[] one = extent.matches("[0-9]+") ? number(1, Integer.parseInt(extent)) : text(2, extent);
      shape.write(OnnxReader.field(1, one));
    }
    byte[] tensor = join(number(1, 1), OnnxReader.field(2, shape.toByteArray()));
    return join(text(1, name), OnnxReader.field(2, OnnxReader.field(1, tensor)));
  }

  private static byte[] node(String operator, String input, String output) throws IOException {
    return OnnxReader.field(1, join(text(1, input), text(2, output), text(4, operator)));
  }

  @BeforeEach
  void writeModel() throws IOException {
    byte[] graph =
        join(
            node("Relu", "images", "positive"), node("GlobalAveragePool", "positive", "pooled"),
            node("Flatten", "pooled", "features"), text(2, "means"),
            OnnxReader.field(11, value("images", "n", "3", "h", "w")), OnnxReader.field(12, value("features", "n", "3")));
    byte[] opset = OnnxReader.field(8, number(2, 13));
    model = Files.write(folder.resolve("means.onnx"), join(number(1, 8), OnnxReader.field(7, graph), opset));
  }

  @Test
  void givesTheOutputAndWhatComesOutOfLayersWithin() {
    float[] pixels = {1, 3, 2, 2, 0, 0, 5, 7, 1, 1, -1, -1};
    for (String output : new String[] {"features", "pooled"}) {
      try (FeatureModel opened = FeatureModel.open(model, Optional.of(output))) {
        assertThat(opened.features(pixels, 2, new Shape(1, 2, 3)))
            .isEqualTo(new float[][] {{2, 2, 0}, {6, 1, 0}});
      }
    }
  }

  @Test
  void refusesWhatIsNoMatrixNoLayerAndNoModel() throws IOException {
    try (FeatureModel opened = FeatureModel.open(model, Optional.of("positive"))) {
      assertThatThrownBy(() -> opened.features(new float[12], 2, new Shape(1, 2, 3)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("output positive: expected a matrix")
          .hasMessageContaining("[2, 3, 1, 2]");
    }
    assertThatThrownBy(() -> FeatureModel.open(model, Optional.of("feature")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("did you mean 'features'?");
    Path broken = Files.writeString(folder.resolve("broken.onnx"), "nothing");
    assertThatThrownBy(() -> FeatureModel.open(broken, Optional.empty())).isInstanceOf(DataException.class);
    try (FeatureModel opened = FeatureModel.open(model, Optional.empty())) {
      assertThatThrownBy(() -> opened.features(new float[8], 2, new Shape(2, 2, 1)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("cannot take images of 1 x 2 x 2");
    }
  }

  @Test
  void writesARowForEachLineOfTheLabels() throws IOException {
    BufferedImage red = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 16; p++) {
      red.setRGB(p % 4, p / 4, new Color(255, 51, 0).getRGB());
    }
    ImageIO.write(red, "png", folder.resolve("red.png").toFile());
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", folder.resolve("black.png").toFile());
    Path labels = Files.writeString(folder.resolve("l.csv"), "path,sex\nblack.png,f\nred.png,m\n");
    ModelFeatures made =
        new ModelFeatures(
            model, Optional.empty(), new Framing(2, 2, Framing.Channels.RGB, Framing.Fit.CROP), ModelFeatures.Scale.UNIT);
    made.write(labels.toString(), "path", folder, folder.resolve("x.npy"), done -> {});
    FeatureFile read = FeatureFile.open(folder.resolve("x.npy").toString(), Optional.empty());
    double[] row = new double[3];
    read.copy(1, row, 0);
    assertThat(row).containsExactly(new double[] {1, .2, 0}, within(1e-6));
    assertThat(made.description()).contains("means.onnx, SHA-256 ").contains("bilinear crop 2x2 rgb, pixels unit");
  }

  /** Drawn faces in CelebA's form, with their own labels and split. */
  @Test
  void attacksWhatItMakesOfADataset() throws IOException {
    new DrawnCelebaFiles(400).write(folder.resolve("data/drawn-celeba"), (done, of) -> {});
    String[] arguments = {
      "attack", "--model", model.toString(), "--dataset", "drawn-celeba", "--condition", "smiling", "--data-dir",
      folder.resolve("data").toString(), "--size", "16", "--attackers", "linear", "--allow-dirty", "--out",
      folder.resolve("results").toString()
    };
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true));
    try {
      assertThat(Main.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString())
        .containsPattern("features means: 3[0-9][0-9] x 3 of ")
        .contains("private attribute sex: ", "target smiling: ", "as column split says");
    assertThat(Files.readString(folder.resolve("results/provenance.json")))
        .contains("means.onnx, SHA-256 ", "pixels imagenet, dataset drawn-celeba");
  }
}
