package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.palimpsest.Nearest;
import org.palimpsest.Require;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.features.DatasetImages;
import org.palimpsest.data.features.ModelFeatures;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.ExperimentReader;
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

  @Option(names = "--dataset", paramLabel = "NAME",
      description = "Images, labels and split of a dataset instead of --labels: celeba, imdb, siim, or one drawn in their place.")
  private String dataset;

  @Option(names = "--condition", paramLabel = "NAME", description = "Of the dataset; by default its first, such as hair.")
  private String condition;

  @Option(names = "--data-dir", paramLabel = "DIR",
      description = "The folder of datasets, each in one of its own; by default $PALIMPSEST_DATA, then datasets.")
  private Path dataDir;

  /**
   * What a model made.
   *
   * @param name of the model
   * @param features the file
   * @param labels the file of labels
   * @param defaults of options that stand in the labels: private, target and split; empty if the labels are somebody's own
   * @param description for provenance
   */
  record Made(String name, Path features, String labels, Optional<Defaults> defaults, String description) {

    record Defaults(String privateAttribute, String target, String split) {}
  }

  boolean given() {
    return model != null;
  }

  /** Whether the labels are a dataset's. */
  boolean ofDataset() {
    return dataset != null;
  }

  private ModelFeatures features() {
    Framing framing =
        new Framing(size, size, grey ? Framing.Channels.GREY : Framing.Channels.RGB, Framing.Fit.CROP);
    return new ModelFeatures(model, Optional.ofNullable(output), framing, scale);
  }

  /**
   * The features, made if they are not there.
   *
   * @param labels the file of labels; null for those of a dataset
   * @param folder of results
   * @throws IllegalArgumentException if the size is none, or the dataset is none of pictures
   */
  Made extract(String labels, Path folder, PrintWriter console) throws IOException {
    ModelFeatures made = features();
    if (!ofDataset()) {
      Path beside = images == null ? Path.of(labels).toAbsolutePath().getParent() : images;
      Path file = file(folder, made.description() + Sha256.of(Files.readAllBytes(Path.of(labels))));
      if (!Files.exists(file)) {
        console.println("features: " + made.description());
        made.write(labels, path, beside, file, progress(console));
      }
      return new Made(name(), file, labels, Optional.empty(), made.description());
    }
    DatasetImages pictures = pictures();
    Path file = file(folder, made.description() + pictures.id());
    String description = made.description() + ", dataset " + dataset;
    Path table = Path.of(file.toString().replaceFirst("\\.npy$", ".csv"));
    pictures.writeLabels(table);
    if (!Files.exists(file)) {
      console.println("features: " + description);
      made.write(pictures, file, progress(console));
    }
    return new Made(
        name(), file, table.toString(),
        Optional.of(new Made.Defaults(pictures.privateAttribute(), pictures.target(), DatasetImages.SPLIT)),
        description);
  }

  private Path file(Path folder, String made) {
    String key = Sha256.of(made.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    return folder.resolve("features").resolve(name() + "-" + key + ".npy");
  }

  private String name() {
    return model.getFileName().toString().replaceFirst("\\.onnx$", "");
  }

  private static IntConsumer progress(PrintWriter console) {
    long[] last = {System.nanoTime()};
    return done -> {
      if (System.nanoTime() - last[0] > 5_000_000_000L) {
        last[0] = System.nanoTime();
        console.printf("features: %,d images%n", done);
      }
    };
  }

  private DatasetImages pictures() {
    DataHome home = DataHome.resolve(Optional.ofNullable(dataDir));
    Catalogue catalogue = Catalogue.installed();
    List<String> known =
        catalogue.datasets().entrySet().stream()
            .filter(entry -> entry.getValue() instanceof PictureDataset)
            .map(Map.Entry::getKey)
            .toList();
    Require.that(
        known.contains(dataset), "dataset", "one of pictures in a published form" + Nearest.hint(dataset, known), dataset);
    String framed = "dataset: {dataset: %s, height: %d, width: %d, fit: crop, scale: half}".formatted(dataset, size, size);
    PictureDataset pictures =
        (PictureDataset) new ExperimentReader(catalogue, home).dataset("--dataset", framed, List.of());
    return new DatasetImages(
        pictures, condition == null ? pictures.conditions().get(0) : pictures.condition(condition), home);
  }
}
