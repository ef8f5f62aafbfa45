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
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.palimpsest.bias.Batch;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.EngineLayer;
import org.palimpsest.nn.engine.ExampleGradients;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Parameter;
import org.palimpsest.nn.engine.Shape;
import org.palimpsest.nn.engine.Slot;
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

  /** Examples whose gradients are in memory at once. */
  static final int BLOCK = 8;

  private enum Phase {
    IDLE,
    FORWARD,
    BACKWARD
  }

  private final NetworkSpec spec;
  private final OptimiserSpec optimiser;
  private final Shape input;
  private final ComputationGraph graph;
  private float[] flat = {};
  private float[] block = {};
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
   * linear layer's uniform in +-1 / sqrt(D).
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
    return new GraphEncoder(spec, optimiser, trunk, initial);
  }

  private static ComputationGraphConfiguration configuration(
      NetworkSpec spec, OptimiserSpec optimiser, EngineLayer trunk) {
    return new NeuralNetConfiguration.Builder()
        .updater(optimiser.updater())
        .l2(optimiser.weightDecay())
        .l2Bias(optimiser.weightDecay())
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder()
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
    return new Activations(matrix(features), matrix(outputs.get(LOGITS)));
  }

  @Override
  public Activations evaluate(Batch images) {
    phase = Phase.IDLE;
    INDArray[] outputs = graph.output(false, array(images));
    return new Activations(matrix(outputs[0]), matrix(outputs[1]));
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj features) {
    if (features.numCols != spec.featureCount()) {
      throw new IllegalArgumentException(
          "features: expected %d columns, was %d".formatted(spec.featureCount(), features.numCols));
    }
    DMatrixRMaj weights = headWeights();
    float[] bias = new float[spec.classes()];
    Views.read(graph.getLayer(LOGITS).getParam(DefaultParamInitializer.BIAS_KEY), bias, 0);
    DMatrixRMaj logits = CommonOps_DDRM.mult(features, weights, null);
    for (int i = 0; i < logits.getNumElements(); i++) {
      logits.data[i] += bias[i % bias.length];
    }
    return logits;
  }

  private DMatrixRMaj headWeights() {
    return matrix(graph.getLayer(LOGITS).getParam(DefaultParamInitializer.WEIGHT_KEY));
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
    if (layers().stream().anyMatch(LayerSpec.BatchNorm.class::isInstance)) {
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
    trunk.backwardForExamples(floats(dTrunk));
    int length = Math.toIntExact(graph.params().length());
    if (block.length == 0) {
      block = new float[BLOCK * length];
    }
    DMatrixRMaj seen = matrix(features);
    for (int first = 0; first < batch; first += BLOCK) {
      int count = Math.min(BLOCK, batch - first);
      trunk.exampleGradients(first, count, block, length);
      for (int i = 0; i < count; i++) {
        headGradient(seen, dLogits, first + i, (i + 1) * length);
      }
      sink.accept(first, count, block);
    }
    phase = Phase.IDLE;
  }

  private List<LayerSpec> layers() {
    return ((EngineLayer) graph.getLayer(TRUNK).conf().getLayer()).layers();
  }

  @Override
  public List<Integer> layerSizes() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    Slot.of(layers()).forEach(slot -> sizes.merge(slot.layer(), slot.parameter().length(), Integer::sum));
    List<Integer> inOrder = new ArrayList<>(sizes.values());
    inOrder.add((spec.featureCount() + 1) * spec.classes());
    return List.copyOf(inOrder);
  }

  /** One example's gradient of the head, the last of its row: W (D, C) column by column, then the bias. */
  private void headGradient(DMatrixRMaj seen, DMatrixRMaj dLogits, int example, int end) {
    int at = end - (spec.featureCount() + 1) * spec.classes();
    for (int c = 0; c < spec.classes(); c++) {
      for (int d = 0; d < spec.featureCount(); d++) {
        block[at++] = (float) (seen.unsafe_get(example, d) * dLogits.unsafe_get(example, c));
      }
    }
    for (int c = 0; c < spec.classes(); c++) {
      block[at++] = (float) dLogits.unsafe_get(example, c);
    }
  }

  @Override
  public void gradient(float[] values) {
    if (values.length != graph.params().length()) {
      throw new IllegalArgumentException(
          "values: expected %d, was %d".formatted(graph.params().length(), values.length));
    }
    float[] learned = values.clone();
    for (Slot slot : Slot.of(layers())) {
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
    return Views.create(floats(matrix), batch, columns);
  }

  private void requireShape(String name, DMatrixRMaj matrix, int columns) {
    if (matrix.numRows != batch || matrix.numCols != columns) {
      throw new IllegalArgumentException(
          "%s: expected (%d, %d), was (%d, %d)"
              .formatted(name, batch, columns, matrix.numRows, matrix.numCols));
    }
  }

  private static float[] floats(DMatrixRMaj matrix) {
    float[] values = new float[matrix.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) matrix.data[i];
    }
    return values;
  }

  private DMatrixRMaj matrix(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    Views.read(array, values, 0);
    DMatrixRMaj matrix = new DMatrixRMaj((int) array.size(0), (int) array.size(1));
    for (int i = 0; i < values.length; i++) {
      matrix.data[i] = values[i];
    }
    return matrix;
  }

  @Override
  public void step(double learningRate) {
    requireGradient("step");
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      IUpdater updater = block.getGradientUpdater().getConfig();
      if (updater.hasLearningRate()) {
        updater.setLrAndSchedule(learningRate, null);
      }
    }
    int iteration = graph.getIterationCount();
    Gradient gradient = new DefaultGradient(graph.getGradientsViewArray());
    graph.getUpdater().update(gradient, iteration, 0, batch, LayerWorkspaceMgr.noWorkspaces());
    INDArray change = graph.getGradientsViewArray();
    graph.params().subi(change.reshape(change.length()));
    graph.getConfiguration().setIterationCount(iteration + 1);
    phase = Phase.IDLE;
  }

  @Override
  public double gradientNorm() {
    requireGradient("gradientNorm");
    INDArray gradients = graph.getGradientsViewArray();
    if (flat.length != gradients.length()) {
      flat = new float[Math.toIntExact(gradients.length())];
    }
    Views.read(gradients, flat, 0);
    double squares = 0;
    for (float value : flat) {
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
    INDArray parameters = graph.params();
    float[] copy = new float[Math.toIntExact(parameters.length())];
    Views.read(parameters, copy, 0);
    return copy;
  }

  @Override
  public void parameters(float[] values) {
    INDArray parameters = graph.params();
    if (values.length != parameters.length()) {
      throw new IllegalArgumentException(
          "values: expected %d, was %d".formatted(parameters.length(), values.length));
    }
    Views.write(values, 0, parameters);
  }

  /** A copy of the gradient that the latest {@link #backward} set, laid out as the parameters. */
  float[] gradients() {
    requireGradient("gradients");
    INDArray gradients = graph.getGradientsViewArray();
    float[] copy = new float[Math.toIntExact(gradients.length())];
    Views.read(gradients, copy, 0);
    return copy;
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
