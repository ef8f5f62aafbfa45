package org.palimpsest.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder.PerExampleSink;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.EngineLayer;
import org.palimpsest.nn.engine.ExampleGradients;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Parameter;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.nn.engine.Views;
import org.palimpsest.random.Seed;

/**
 * An {@link Encoder} on a DeepLearning4J graph: {@code trunk}, one {@link EngineLayer}, feeds {@code features},
 * which is its identity, and {@code logits}, a linear layer. The identity is there because the graph would overwrite
 * rather than add to the outside gradient of an output that also feeds another vertex.
 */
final class GraphEncoder implements Encoder {

  private static final String TRUNK = "trunk";
  private static final String FEATURES = "features";
  private static final String LOGITS = "logits";

  private enum Phase {
    IDLE,
    FORWARD,
    BACKWARD
  }

  private final NetworkSpec spec;
  private final OptimiserSpec optimiser;
  private final Shape input;
  private final ComputationGraph graph;
  private ExampleBlocks blocks;
  private INDArray features;
  private Phase phase = Phase.IDLE;
  private int batch;

  private GraphEncoder(NetworkSpec spec, OptimiserSpec optimiser, EngineLayer trunk, float[] initial) {
    this.spec = spec;
    this.optimiser = optimiser;
    this.input = trunk.input();
    graph = new ComputationGraph(configuration(spec, optimiser, trunk));
    graph.init(Views.create(initial, 1, initial.length), false);
  }

  /** {@link #of(NetworkSpec, Shape, List, Initialisation.Weights, OptimiserSpec, Seed)}, Kaiming-normal. */
  static GraphEncoder of(
      NetworkSpec spec, Shape input, List<LayerSpec> layers, OptimiserSpec optimiser, Seed seed) {
    return of(spec, input, layers, Initialisation.Weights.KAIMING_NORMAL, optimiser, seed);
  }

  /**
   * A new encoder: {@code layers} from images to 1 x 1 maps, a linear layer on top, parameters from {@code seed}, the
   * linear layer's uniform in +-1 / sqrt(D), its biases 0 where convolutions are drawn by fan-in.
   */
  static GraphEncoder of(
      NetworkSpec spec,
      Shape input,
      List<LayerSpec> layers,
      Initialisation.Weights weights,
      OptimiserSpec optimiser,
      Seed seed) {
    Engine.start();
    EngineLayer trunk = new EngineLayer(input, layers, false);
    if (trunk.output().area() != 1 || trunk.output().channels() != spec.featureCount()) {
      throw new IllegalArgumentException(
          "layers: expected an output of 1 x 1 x %d, was %s".formatted(spec.featureCount(), trunk.output()));
    }
    float[] drawn = Initialisation.draw(layers, weights, seed.derive(TRUNK));
    float[] initial = Arrays.copyOf(drawn, drawn.length + (spec.featureCount() + 1) * spec.classes());
    Initialisation.uniform(
        initial, drawn.length, initial.length, spec.featureCount(), seed.derive(LOGITS).generator());
    if (weights == Initialisation.Weights.KAIMING_NORMAL_FAN_IN) {
      Arrays.fill(initial, initial.length - spec.classes(), initial.length, 0f);
    }
    return new GraphEncoder(spec, optimiser, trunk, initial);
  }

  private static ComputationGraphConfiguration configuration(
      NetworkSpec spec, OptimiserSpec optimiser, EngineLayer trunk) {
    return Graphs.builder(optimiser)
        .addInputs("images")
        .addLayer(TRUNK, trunk, "images")
        .addLayer(FEATURES, new ActivationLayer(Activation.IDENTITY), TRUNK)
        .addLayer(
            LOGITS,
            new DenseLayer.Builder()
                .nIn(spec.featureCount())
                .nOut(spec.classes())
                .activation(Activation.IDENTITY)
                .build(),
            TRUNK)
        .setOutputs(FEATURES, LOGITS)
        .build();
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  OptimiserSpec optimiser() {
    return optimiser;
  }

  ComputationGraph graph() {
    return graph;
  }

  @Override
  public String name() {
    String text = spec.name() + " " + spec.summary();
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  @Override
  public Activations train(Batch images) {
    batch = images.size();
    Map<String, INDArray> outputs = graph.feedForward(new INDArray[] {array(images)}, true, false);
    features = outputs.get(FEATURES);
    phase = Phase.FORWARD;
    return new Activations(Matrices.of(features), Matrices.of(outputs.get(LOGITS)));
  }

  @Override
  public Activations evaluate(Batch images) {
    phase = Phase.IDLE;
    INDArray[] outputs = graph.output(false, array(images));
    return new Activations(Matrices.of(outputs[0]), Matrices.of(outputs[1]));
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj features) {
    if (features.numCols != spec.featureCount()) {
      throw new IllegalArgumentException(
          "features: expected %d columns, was %d".formatted(spec.featureCount(), features.numCols));
    }
    DMatrixRMaj weights = headWeights();
    float[] bias = Views.values(graph.getLayer(LOGITS).getParam(DefaultParamInitializer.BIAS_KEY));
    DMatrixRMaj logits = CommonOps_DDRM.mult(features, weights, null);
    for (int i = 0; i < logits.getNumElements(); i++) {
      logits.data[i] += bias[i % bias.length];
    }
    return logits;
  }

  private DMatrixRMaj headWeights() {
    return Matrices.of(graph.getLayer(LOGITS).getParam(DefaultParamInitializer.WEIGHT_KEY));
  }

  private INDArray array(Batch images) {
    if (!input.equals(new Shape(images.height(), images.width(), images.channels()))) {
      throw new IllegalArgumentException(
          "batch: expected images of %s, was %d x %d x %d"
              .formatted(input, images.height(), images.width(), images.channels()));
    }
    return Views.create(images.pixels(), images.size(), input.height(), input.width(), input.channels());
  }

  @Override
  public void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    requireForward("backward");
    DMatrixRMaj atFeatures = dFeatures == null ? new DMatrixRMaj(batch, spec.featureCount()) : dFeatures;
    graph.backpropGradient(
        array("dFeatures", atFeatures, spec.featureCount()), array("dLogits", dLogits, spec.classes()));
    phase = Phase.BACKWARD;
  }

  private void requireForward(String what) {
    if (phase != Phase.FORWARD) {
      throw new IllegalStateException("%s: expected right after train, was %s".formatted(what, phase));
    }
  }

  @Override
  public void backwardPerExample(DMatrixRMaj dFeatures, DMatrixRMaj dLogits, PerExampleSink sink) {
    requireForward("backwardPerExample");
    if (layers().stream().anyMatch(LayerSpec::couplesImages)) {
      throw new IllegalStateException(
          "per-example gradients: expected a network without batch normalisation, whose statistics mix the examples"
              + " of a batch, was " + spec.summary());
    }
    requireShape("dLogits", dLogits, spec.classes());
    DMatrixRMaj dTrunk = CommonOps_DDRM.multTransB(dLogits, headWeights(), null);
    if (dFeatures != null) {
      requireShape("dFeatures", dFeatures, spec.featureCount());
      CommonOps_DDRM.addEquals(dTrunk, dFeatures);
    }
    ExampleGradients trunk = (ExampleGradients) graph.getLayer(TRUNK);
    trunk.backwardForExamples(Matrices.floats(dTrunk));
    if (blocks == null) {
      blocks = new ExampleBlocks(Math.toIntExact(graph.params().length()));
    }
    blocks.forEach(trunk, Matrices.of(features), dLogits, sink);
    phase = Phase.IDLE;
  }

  private List<LayerSpec> layers() {
    return ((EngineLayer) graph.getLayer(TRUNK).conf().getLayer()).layers();
  }

  @Override
  public List<Integer> layerSizes() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    ParameterSlot.of(layers()).forEach(slot -> sizes.merge(slot.layer(), slot.parameter().length(), Integer::sum));
    List<Integer> inOrder = new ArrayList<>(sizes.values());
    inOrder.add((spec.featureCount() + 1) * spec.classes());
    return List.copyOf(inOrder);
  }

  @Override
  public void gradient(float[] values) {
    requireLength(values);
    float[] learned = values.clone();
    for (ParameterSlot slot : ParameterSlot.of(layers())) {
      if (slot.parameter().kind() == Parameter.Kind.RUNNING) {
        Arrays.fill(learned, slot.offset(), slot.end(), 0f);
      }
    }
    if (graph.getGradientsViewArray() == null) {
      graph.initGradientsView();
    }
    Views.write(learned, 0, graph.getGradientsViewArray());
    phase = Phase.BACKWARD;
  }

  private INDArray array(String name, DMatrixRMaj matrix, int columns) {
    requireShape(name, matrix, columns);
    return Views.create(Matrices.floats(matrix), batch, columns);
  }

  private void requireShape(String name, DMatrixRMaj matrix, int columns) {
    if (matrix.numRows != batch || matrix.numCols != columns) {
      throw new IllegalArgumentException(
          "%s: expected (%d, %d), was (%d, %d)"
              .formatted(name, batch, columns, matrix.numRows, matrix.numCols));
    }
  }

  @Override
  public void step(double learningRate) {
    requireGradient("step");
    Graphs.step(graph, batch, learningRate);
    phase = Phase.IDLE;
  }

  @Override
  public double gradientNorm() {
    requireGradient("gradientNorm");
    double squares = 0;
    for (float value : Views.values(graph.getGradientsViewArray())) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private void requireGradient(String what) {
    if (phase != Phase.BACKWARD) {
      throw new IllegalStateException("%s: expected after backward, was %s".formatted(what, phase));
    }
  }

  @Override
  public float[] parameters() {
    return Views.values(graph.params());
  }

  @Override
  public void parameters(float[] values) {
    requireLength(values);
    Views.write(values, 0, graph.params());
  }

  private void requireLength(float[] values) {
    if (values.length != graph.params().length()) {
      throw new IllegalArgumentException(
          "values: expected %d, was %d".formatted(graph.params().length(), values.length));
    }
  }

  /** A copy of the gradient that the latest {@link #backward} set, laid out as the parameters. */
  float[] gradients() {
    requireGradient("gradients");
    return Views.values(graph.getGradientsViewArray());
  }

  @Override
  public void save(Path file) throws IOException {
    Checkpoint.save(this, file);
  }

  @Override
  public void restore(Path file) throws IOException {
    Checkpoint.restore(this, file);
    phase = Phase.IDLE;
  }
}
