package org.palimpsest.data.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.ImageFile;
import org.palimpsest.random.Sha256;

/**
 * Features that a model makes of images: of files, a row for each line of the file of labels, or of a dataset.
 *
 * @param model the model's file
 * @param output the layer whose output is wanted; empty for the model's only one
 * @param framing of images
 * @param scale of pixels
 */
public record ModelFeatures(Path model, Optional<String> output, Framing framing, Scale scale) {

  private static final int BATCH = 32;

  /** How samples of 0..255 become the numbers that a model takes. */
  public enum Scale {
    /** Divided by 255. */
    UNIT,
    /** From -1 to 1. */
    SIGNED,
    /** Divided by 255, less .485, .456, .406, over .229, .224, .225: torchvision's models. */
    IMAGENET,
    /** As they are. */
    BYTE;

    private static final double[] MEAN = {.485, .456, .406};
    private static final double[] SPREAD = {.229, .224, .225};

    float of(int sample, int channel) {
      return (float)
          switch (this) {
            case UNIT -> sample / 255.0;
            case SIGNED -> sample / 127.5 - 1;
            case IMAGENET -> (sample / 255.0 - MEAN[channel]) / SPREAD[channel];
            case BYTE -> sample;
          };
    }
  }

  /** What was done, for provenance. */
  public String description() throws IOException {
    return "%s, SHA-256 %s, output %s, images %s, pixels %s"
        .formatted(
            model.getFileName(), Sha256.of(Files.readAllBytes(model)), output.orElse("the only one"), framing.label(),
            scale.name().toLowerCase(Locale.ROOT));
  }

  /** The samples (H, W, C) of an image, by its number; asked for by several threads. */
  private interface Samples {
    byte[] of(int image);
  }

  /**
   * Writes the features of image files.
   *
   * @param labels the file of labels
   * @param pathColumn of the labels: each line's image
   * @param images the folder that paths start from
   * @param to an {@code .npy} file, which is there when all is done
   * @param progress hears how many images are done
   * @throws DataException if an image or the model cannot be read; the message names file and line
   */
  public void write(String labels, String pathColumn, Path images, Path to, IntConsumer progress) throws IOException {
    LabelTable table = LabelTable.read(labels);
    String[] paths = table.column(pathColumn, "--path");
    try (FeatureModel opened = FeatureModel.open(model, output)) {
      write(opened, paths.length, line -> samples(table.place(line), images.resolve(paths[line])), to, progress);
    }
  }

  private byte[] samples(String place, Path file) {
    String name = place + ": " + file;
    return framing.of(ImageFile.decode(name, FileHashes.read(file, name))).samples();
  }

  /** Writes the features of a dataset's images in the order of its table of labels. */
  public void write(DatasetImages images, Path to, IntConsumer progress) throws IOException {
    try (FeatureModel opened = FeatureModel.open(model, output)) {
      write(opened, images, to, progress);
    }
  }

  /** The same with a model that is open. */
  void write(FeatureModel opened, DatasetImages images, Path to, IntConsumer progress) throws IOException {
    boolean grey = framing.channels() == Framing.Channels.GREY;
    write(opened, images.size(), image -> images.samples(image, grey), to, progress);
  }

  private void write(FeatureModel opened, int size, Samples samples, Path to, IntConsumer progress) throws IOException {
    Shape shape = framing.shape();
    Files.createDirectories(to.toAbsolutePath().getParent());
    AtomicFile.write(
        to,
        partial -> {
          NpyWriter writer = null;
          try {
            for (int from = 0; from < size; from += BATCH) {
              int first = from;
              int count = Math.min(BATCH, size - from);
              float[] pixels = new float[count * shape.volume()];
              IntStream.range(0, count).parallel().forEach(
                  i -> scale(samples.of(first + i), pixels, i * shape.volume()));
              float[][] features = opened.features(pixels, count, shape);
              writer = writer == null ? NpyWriter.singles(partial, size, features[0].length) : writer;
              writer.rows(features);
              progress.accept(from + count);
            }
          } finally {
            if (writer != null) {
              writer.close();
            }
          }
        });
  }

  /** One image, channels first. */
  private void scale(byte[] samples, float[] into, int offset) {
    int channels = framing.shape().channels();
    int area = framing.shape().area();
    for (int p = 0; p < area; p++) {
      for (int c = 0; c < channels; c++) {
        into[offset + c * area + p] = scale.of(samples[p * channels + c] & 0xff, c);
      }
    }
  }
}
