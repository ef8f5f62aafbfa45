package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.data.features.ModelFeatures;
import org.palimpsest.data.image.Framing;
import org.palimpsest.random.Sha256;
import picocli.CommandLine.Option;

/** A model in the place of features: it makes them of the images that the labels name. */
final class ModelOptions {

  @Option(names = "--model", paramLabel = "FILE",
      description = "Instead of features: an ONNX model that makes them of images (a build with -Ponnx).")
  private Path model;

  @Option(names = "--output", paramLabel = "LAYER", description = "The model's output, or any layer's, by name.")
  private String output;

  @Option(names = "--images", paramLabel = "DIR", description = "The folder of the images; by default that of the labels.")
  private Path images;

  @Option(names = "--path", paramLabel = "COLUMN", defaultValue = "path",
      description = "The column of the labels that names each line's image; by default path.")
  private String path;

  @Option(names = "--size", paramLabel = "PIXELS", defaultValue = "224",
      description = "Height and width of images, cut from their middle; by default 224.")
  private int size;

  @Option(names = "--pixels", paramLabel = "SCALE", defaultValue = "imagenet",
      description = "What becomes of 0..255: imagenet (torchvision's mean and deviation), unit (0..1), signed (-1..1), byte.")
  private ModelFeatures.Scale scale;

  @Option(names = "--grey", description = "One channel instead of three.")
  private boolean grey;

  boolean given() {
    return model != null;
  }

  /** @throws IllegalArgumentException if the size is none */
  private ModelFeatures features(String labels) {
    Path beside = Path.of(labels).toAbsolutePath().getParent();
    Framing framing =
        new Framing(size, size, grey ? Framing.Channels.GREY : Framing.Channels.RGB, Framing.Fit.CROP);
    return new ModelFeatures(
        model, Optional.ofNullable(output), images == null ? beside : images, path, framing, scale);
  }

  /** Model, output and preprocessing, for provenance. */
  String description(String labels) throws IOException {
    return features(labels).description();
  }

  /** The file of features, made if it is not there. */
  Path extract(String labels, Path folder, PrintWriter console) throws IOException {
    ModelFeatures made = features(labels);
    String key = Sha256.of((made.description() + Sha256.of(Files.readAllBytes(Path.of(labels)))).getBytes()).substring(0, 12);
    String name = model.getFileName().toString().replaceFirst("\\.onnx$", "");
    Path file = folder.resolve("features").resolve(name + "-" + key + ".npy");
    if (!Files.exists(file)) {
      console.println("features: " + made.description());
      long[] last = {System.nanoTime()};
      made.write(
          labels, file,
          done -> {
            if (System.nanoTime() - last[0] > 5_000_000_000L) {
              last[0] = System.nanoTime();
              console.printf("features: %,d images%n", done);
            }
          });
    }
    return file;
  }
}
