package org.palimpsest.nn;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.ejml.data.DMatrixRMaj;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.EngineLayer;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.Views;
import org.palimpsest.random.Seed;

/**
 * Images from features, on a DeepLearning4J graph of one {@link EngineLayer}. It learns to lower the mean squared
 * error over batch, pixels and channels ({@link OptimiserSpec}).
 */
public final class Decoder implements Trainable {

  private static final String LAYER = "decoder";

  private final DecoderSpec spec;
  private final OptimiserSpec optimiser;
  private final ComputationGraph graph;

  Decoder(DecoderSpec spec, OptimiserSpec optimiser, Seed seed) {
    this.spec = spec;
    this.optimiser = optimiser;
    Engine.start();
    EngineLayer layer = new EngineLayer(spec.input(), spec.layers(), false);
    float[] initial = Initialisation.draw(spec.layers(), seed.derive(LAYER));
    graph =
        new ComputationGraph(
            Graphs.builder(optimiser)
                .addInputs("features")
                .addLayer(LAYER, layer, "features")
                .setOutputs(LAYER)
                .build());
    graph.init(Views.create(initial, 1, initial.length), false);
  }

  /** What it was made from. */
  public DecoderSpec spec() {
    return spec;
  }

  @Override
  public String name() {
    return LAYER;
  }

  /**
   * One optimiser step towards the pixels of {@code images}.
   *
   * @param features (B, D), all finite
   * @param images B images of the spec's shape
   * @return the mean squared error before the step
   * @throws ArithmeticException if that is not finite; nothing has moved then
   */
  public double train(DMatrixRMaj features, Batch images, double learningRate) {
    double loss = gradient(features, images);
    Graphs.step(graph, images.size(), learningRate);
    return loss;
  }

  /** Sets the gradient of all parameters; returns the mean squared error. */
  private double gradient(DMatrixRMaj features, Batch images) {
    requireShape(images);
    if (features.numRows != images.size()) {
      throw new IllegalArgumentException(
          "features: expected %d rows, one per image, was %d".formatted(images.size(), features.numRows));
    }
    float[] decoded = Views.values(graph.feedForward(new INDArray[] {array(features)}, true, false).get(LAYER));
    double squares = 0;
    for (int i = 0; i < decoded.length; i++) {
      double error = decoded[i] - images.pixels()[i];
      squares += error * error;
      decoded[i] = (float) (2 * error / decoded.length);
    }
    double loss = squares / decoded.length;
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("squared error of the decoder: expected a finite number, was " + loss);
    }
    Shape shape = spec.output();
    graph.backpropGradient(
        Views.create(decoded, images.size(), shape.height(), shape.width(), shape.channels()));
    return loss;
  }

  /**
   * Images (B, height, width, channels), channels last, values in [-1, 1].
   *
   * @param features (B, D), all finite
   */
  public float[] decode(DMatrixRMaj features) {
    return Views.values(graph.output(false, array(features))[0]);
  }

  private INDArray array(DMatrixRMaj features) {
    if (features.numCols != spec.featureCount()) {
      throw new IllegalArgumentException(
          "features: expected %d columns, was %d".formatted(spec.featureCount(), features.numCols));
    }
    for (int i = 0; i < features.getNumElements(); i++) {
      if (!Double.isFinite(features.data[i])) {
        throw new IllegalArgumentException(
            "features[row %d, column %d]: expected a finite number, was %s"
                .formatted(i / features.numCols, i % features.numCols, features.data[i]));
      }
    }
    return Views.create(Matrices.floats(features), features.numRows, features.numCols);
  }

  private void requireShape(Batch images) {
    Shape shape = new Shape(images.height(), images.width(), images.channels());
    if (!shape.equals(spec.output())) {
      throw new IllegalArgumentException("images: expected %s, was %s".formatted(spec.output(), shape));
    }
  }

  @Override
  public float[] parameters() {
    return Views.values(graph.params());
  }

  /** Replaces all parameters; laid out as {@link #parameters()} returns them. */
  void parameters(float[] values) {
    Views.write(values, 0, graph.params());
  }

  /** The gradient that the error on {@code images} has at the present parameters, which do not move. */
  float[] gradients(DMatrixRMaj features, Batch images) {
    gradient(features, images);
    return Views.values(graph.getGradientsViewArray());
  }

  @Override
  public void save(Path file) throws IOException {
    AtomicFile.stream(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(stream);
          out.writeUTF(made());
          out.writeInt(graph.getIterationCount());
          for (INDArray state : new INDArray[] {graph.params(), graph.getUpdater().getStateViewArray()}) {
            for (float value : Views.values(state)) {
              out.writeFloat(value);
            }
          }
        });
  }

  @Override
  public void restore(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String found = in.readUTF();
      if (!found.equals(made())) {
        throw new IOException("%s: expected the spec %s, was %s".formatted(file, made(), found));
      }
      graph.getConfiguration().setIterationCount(in.readInt());
      for (INDArray state : new INDArray[] {graph.params(), graph.getUpdater().getStateViewArray()}) {
        float[] values = new float[Math.toIntExact(state.length())];
        for (int i = 0; i < values.length; i++) {
          values[i] = in.readFloat();
        }
        Views.write(values, 0, state);
      }
    }
  }

  private String made() {
    return spec + " " + optimiser;
  }
}
