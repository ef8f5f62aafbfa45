package org.palimpsest.data.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Shape;
import org.palimpsest.data.celeba.CelebaData.DrawnCelebA;
import org.palimpsest.data.celeba.DrawnCelebaFiles;
import org.palimpsest.data.drawn.DrawnPictures;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.data.image.PixelScale;
import org.palimpsest.data.imdb.DrawnImdbFiles;
import org.palimpsest.data.imdb.ImdbData.DrawnImdb;
import org.palimpsest.data.xray.DrawnSiimFiles;
import org.palimpsest.data.xray.SiimData.DrawnSiim;

/** Features of datasets' pictures by a model that is no more than the first pixel and the mean of each channel. */
class DatasetImagesTest {

  private static final int SIDE = 12;

  @TempDir private Path folder;

  /** The first channel's first pixel, and each channel's mean. */
  private static final class Means implements FeatureModel {
    @Override
    public float[][] features(float[] pixels, int count, Shape image) {
      float[][] features = new float[count][1 + image.channels()];
      for (int i = 0; i < count; i++) {
        features[i][0] = pixels[i * image.volume()];
        for (int p = 0; p < image.volume(); p++) {
          features[i][1 + p / image.area()] += pixels[i * image.volume() + p] / image.area();
        }
      }
      return features;
    }

    @Override
    public String output() {
      return "means";
    }

    @Override
    public void close() {}
  }

  private static PictureSettings settings(String name) {
    return new PictureSettings(name, SIDE, SIDE, Framing.Fit.CROP, PixelScale.HALF);
  }

  private DatasetImages images(PictureDataset dataset, DrawnPictures drawn) throws IOException {
    drawn.write(folder.resolve(dataset.pictures().folder()), (done, of) -> {});
    DataHome home = DataHome.resolve(Optional.of(folder));
    return new DatasetImages(dataset, dataset.conditions().get(0), home);
  }

  private void featuresAreThoseOfEveryPicture(DatasetImages images, int drawn, boolean grey) throws IOException {
    Framing.Channels channels = grey ? Framing.Channels.GREY : Framing.Channels.RGB;
    ModelFeatures made =
        new ModelFeatures(
            folder.resolve("no.onnx"), Optional.empty(), new Framing(SIDE, SIDE, channels, Framing.Fit.CROP),
            ModelFeatures.Scale.BYTE);
    Path file = folder.resolve("x.npy");
    made.write(new Means(), images, file, done -> {});
    images.writeLabels(folder.resolve("x.csv"));
    FeatureFile read = FeatureFile.open(file.toString(), Optional.empty());
    List<String> labels = Files.readAllLines(folder.resolve("x.csv"));
    assertThat(labels.get(0)).isEqualTo(images.target() + "," + images.privateAttribute() + ",split");
    assertThat(labels).hasSize(read.size() + 1).allMatch(line -> line.matches(".+,.+,(split|train|attack|test)"));
    assertThat(read.size()).isEqualTo(images.size()).isBetween(drawn / 4, drawn);
    assertThat(read.width()).isEqualTo(grey ? 2 : 4);
    double[] row = new double[read.width()];
    for (int i : new int[] {0, read.size() / 2, read.size() - 1}) {
      byte[] samples = images.samples(i, grey);
      double mean = 0;
      for (int p = 0; p < SIDE * SIDE; p++) {
        mean += (samples[p * (grey ? 1 : 3)] & 0xff) / (double) (SIDE * SIDE);
      }
      read.copy(i, row, 0);
      assertThat(row[0]).isEqualTo(samples[0] & 0xff);
      assertThat(row[1]).isCloseTo(mean, within(1e-3));
    }
  }

  @Test
  void faces() throws IOException {
    featuresAreThoseOfEveryPicture(
        images(new DrawnCelebA(settings("drawn-celeba"), new DrawnCelebA().privateAttribute()), new DrawnCelebaFiles(240)), 240,
        false);
  }

  @Test
  void facesWithAges() throws IOException {
    featuresAreThoseOfEveryPicture(
        images(new DrawnImdb(settings("drawn-imdb"), new DrawnImdb().target()), new DrawnImdbFiles(DrawnImdbFiles.FEWEST)),
        DrawnImdbFiles.FEWEST, false);
  }

  @Test
  void radiographs() throws IOException {
    DrawnSiim usual = new DrawnSiim();
    featuresAreThoseOfEveryPicture(
        images(new DrawnSiim(settings("drawn-siim"), usual.split(), usual.splitSeed(), false), new DrawnSiimFiles(160, 40)), 160, true);
  }

  @Test
  void takesNoOtherScale() {
    PictureSettings other = new PictureSettings("drawn-celeba", SIDE, SIDE, Framing.Fit.CROP, PixelScale.IMAGENET);
    DrawnCelebA dataset = new DrawnCelebA(other, new DrawnCelebA().privateAttribute());
    assertThatThrownBy(
            () -> new DatasetImages(dataset, dataset.conditions().get(0), DataHome.resolve(Optional.of(folder))))
        .hasMessage("scale: expected half, was IMAGENET");
  }
}
