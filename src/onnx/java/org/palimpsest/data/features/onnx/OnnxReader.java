package org.palimpsest.data.features.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.Nearest;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;
import org.palimpsest.data.features.FeatureModel;

/** Reads {@code .onnx} files and runs them on the CPU. */
public final class OnnxReader implements FeatureModel.Reader {

  @Override
  public String ending() {
    return ".onnx";
  }

  @Override
  public FeatureModel open(Path file, Optional<String> output) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession session = environment.createSession(file.toString(), new OrtSession.SessionOptions());
      Set<String> outputs = session.getOutputNames();
      if (output.isEmpty() && outputs.size() > 1) {
        throw new DataException("%s: expected one output, or --output NAME, was %s".formatted(file, outputs));
      }
      String wanted = output.orElseGet(() -> outputs.iterator().next());
      if (!outputs.contains(wanted)) {
        session.close();
        session = withOutput(environment, file, wanted, outputs);
      }
      return new OnnxModel(file, environment, session, wanted);
    } catch (OrtException | IOException e) {
      throw new DataException("%s: cannot be used: %s".formatted(file, e.getMessage().lines().findFirst().orElse("")), e);
    }
  }

  /**
   * The model with one more output, of a layer within it. Fields of a message that stand in a protocol buffer twice are
   * merged, so that the name, in a graph of its own, is put behind the file's bytes.
   */
  private static OrtSession withOutput(OrtEnvironment environment, Path file, String wanted, Set<String> outputs)
      throws IOException {
    byte[] value = field(1, wanted.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(Files.readAllBytes(file));
    model.write(field(7, field(12, value)));
    try {
      return environment.createSession(model.toByteArray(), new OrtSession.SessionOptions());
    } catch (OrtException e) {
      throw new DataException(
          "%s: expected an output, or a layer with an output, called '%s', was none%s"
              .formatted(file, wanted, Nearest.hint(wanted, outputs)),
          e);
    }
  }

  /** A field of a protocol buffer that holds bytes. */
  static byte[] field(int number, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    int length = content.length;
    for (; length > 0x7f; length >>>= 7) {
      out.write(length & 0x7f | 0x80);
    }
    out.write(length);
    out.write(content);
    return out.toByteArray();
  }

  private record OnnxModel(Path file, OrtEnvironment environment, OrtSession session, String output)
      implements FeatureModel {

    @Override
    public float[][] features(float[] pixels, int count, Shape image) {
      try {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1 || !(inputs.values().iterator().next().getInfo() instanceof TensorInfo)) {
          throw new DataException("%s: expected one input, images, was %s".formatted(file, inputs.keySet()));
        }
        long[] shape = {count, image.channels(), image.height(), image.width()};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape);
            OrtSession.Result result = session.run(Map.of(inputs.keySet().iterator().next(), tensor), Set.of(output))) {
          return matrix(result.get(0), count);
        }
      } catch (OrtException e) {
        throw new DataException(
            "%s: cannot take images of %d x %d x %d (channels, height, width): %s"
                .formatted(
                    file, image.channels(), image.height(), image.width(),
                    e.getMessage().lines().findFirst().orElse("")),
            e);
      }
    }

    /** Extents of 1 behind the second are left out, as after a pooling over all positions. */
    private float[][] matrix(OnnxValue value, int count) {
      long[] shape = value.getInfo() instanceof TensorInfo info ? info.getShape() : new long[0];
      boolean flat = shape.length >= 2 && Arrays.stream(shape).skip(2).allMatch(extent -> extent == 1);
      FloatBuffer numbers = flat && value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
      if (numbers == null || shape[0] != count) {
        throw new DataException(
            ("%s: output %s: expected a matrix of floats with a row for each of %d images, was of shape %s; name another"
                    + " layer with --output, such as one behind the pooling")
                .formatted(file, output, count, Arrays.toString(shape)));
      }
      float[][] rows = new float[count][(int) shape[1]];
      for (float[] row : rows) {
        numbers.get(row);
      }
      return rows;
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new DataException("%s: cannot be closed: %s".formatted(file, e.getMessage()), e);
      }
    }
  }
}
