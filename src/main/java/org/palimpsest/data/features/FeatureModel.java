package org.palimpsest.data.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;

/** A model, read from a file, that makes features of images. */
public interface FeatureModel extends AutoCloseable {

  /**
   * Features (B, D).
   *
   * @param pixels (B, C, H, W), channels first
   * @param count B
   * @throws DataException if what comes out is no matrix with a row for each image
   */
  float[][] features(float[] pixels, int count, Shape image);

  /** The name of what comes out. */
  String output();

  @Override
  void close();

  /** Whoever reads one kind of file; a service. */
  interface Reader {

    /** As files of this kind end, such as {@code .onnx}. */
    String ending();

    /**
     * @param output the layer whose output is wanted; empty for the model's only one
     * @throws DataException if it is no such file, or has no such layer
     */
    FeatureModel open(Path file, Optional<String> output);
  }

  /**
   * Opens a model.
   *
   * @throws DataException if it cannot be, or nobody on the class path reads such files
   */
  static FeatureModel open(Path file, Optional<String> output) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": expected a model, was missing");
    } else if (!file.toString().endsWith(".onnx")) {
      throw new DataException(
          file + ": expected an .onnx file, was another ending; torch.onnx.export(model, example, 'model.onnx') writes one");
    }
    return ServiceLoader.load(Reader.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(reader -> file.toString().endsWith(reader.ending()))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    file + ": expected ONNX Runtime beside the suite, which is optional (140 MB), was not there; build with"
                        + " it: mvn -q -Ponnx package -DskipTests"))
        .open(file, output);
  }
}
