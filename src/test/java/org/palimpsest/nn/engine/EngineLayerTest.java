package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.random.Seed;

/** The engine as an ordinary layer of DeepLearning4J. */
class EngineLayerTest {

  private static final Shape INPUT = new Shape(6, 5, 2);

  private static final List<LayerSpec> ALL_KINDS =
      List.of(
          new LayerSpec.Convolution(2, 4, 3, 1, 1, Algorithm.DIRECT),
          new LayerSpec.BatchNorm(4),
          new LayerSpec.Relu(),
          new LayerSpec.MaxPool(2, 2, 0),
          new LayerSpec.TransposedConvolution(4, 4, 2, 2, 0),
          new LayerSpec.GroupNorm(4, 2),
          new LayerSpec.Tanh(),
          new LayerSpec.AveragePool(2, 2, 0),
          new LayerSpec.GlobalAveragePool(),
          new LayerSpec.UnitNorm());

  /** Dense, then the engine on what dense makes of the input: its input gradient is wanted. */
  private static ComputationGraphConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new TorchAdam(0.01, 0.9, 0.999, 1e-8))
        .l2(0.1)
        .l2Bias(0.1)
        .miniBatch(false)
        .graphBuilder()
        .addInputs("x")
        .addLayer(
            "below",
            new DenseLayer.Builder().nIn(3).nOut(INPUT.volume()).activation(Activation.IDENTITY).build(),
            "x")
        .addLayer("engine", new EngineLayer(INPUT, ALL_KINDS, true), "below")
        .setOutputs("engine")
        .build();
  }

  private static ComputationGraph graph() {
    Engine.start();
    ComputationGraph graph = new ComputationGraph(configuration());
    graph.init();
    return graph;
  }

  private static float[] values(INDArray array) {
    float[] values = new float[(int) array.length()];
    Views.read(array, values, 0);
    return values;
  }

  private static INDArray input(int batch) {
    float[] x = new float[batch * 3];
    Initialisation.uniform(x, 0, x.length, 1, new Seed(batch).generator());
    return Views.create(x, batch, 3);
  }

  private static void train(ComputationGraph graph, int steps) {
    for (int step = 0; step < steps; step++) {
      INDArray y = graph.feedForward(new INDArray[] {input(4 + step)}, true, false).get("engine");
      graph.backpropGradient(y.dup());
      int iteration = graph.getConfiguration().getIterationCount();
      graph.getUpdater().update(graph.gradient(), iteration, 0, 4 + step, LayerWorkspaceMgr.noWorkspaces());
      INDArray change = graph.getGradientsViewArray();
      graph.params().subi(change.reshape(change.length()));
      graph.getConfiguration().setIterationCount(iteration + 1);
    }
  }

  @Test
  void configurationSurvivesJson() {
    ComputationGraphConfiguration configuration = configuration();
    String json = configuration.toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(json);
  }

  @Test
  void modelSurvivesSerialisationAndContinuesAlike() throws IOException {
    ComputationGraph graph = graph();
    train(graph, 3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, bytes, true);
    ComputationGraph read =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes.toByteArray()), true);
    assertThat(values(read.output(input(7))[0])).isEqualTo(values(graph.output(input(7))[0]));
    train(graph, 2);
    train(read, 2);
    assertThat(values(read.params())).isEqualTo(values(graph.params()));
  }

  @Test
  void initialValuesComeFromTheConfigurationsSeed() {
    float[] first = values(graph().getLayer("engine").params());
    assertThat(first).isEqualTo(Initialisation.draw(ALL_KINDS, new Seed(5)));
  }

  /** Neither the updater nor weight decay touches running statistics; only training forwards do. */
  @Test
  void runningStatisticsMoveInTrainingForwardsAlone() {
    ComputationGraph graph = graph();
    INDArray mean = graph.getLayer("engine").getParam("1.running-mean");
    INDArray variance = graph.getLayer("engine").getParam("1.running-var");
    assertThat(values(mean)).containsOnly(0f);
    INDArray y = graph.feedForward(new INDArray[] {input(4)}, true, false).get("engine");
    float[] means = values(mean);
    float[] variances = values(variance);
    assertThat(means).doesNotContain(0f);
    float[] parameters = values(graph.params());
    graph.backpropGradient(y.dup());
    graph.getUpdater().update(graph.gradient(), 0, 0, 4, LayerWorkspaceMgr.noWorkspaces());
    INDArray change = graph.getGradientsViewArray();
    graph.params().subi(change.reshape(change.length()));
    graph.output(input(9));
    assertThat(values(mean)).isEqualTo(means);
    assertThat(values(variance)).isEqualTo(variances);
    float[] after = values(graph.params());
    long moved = 0;
    for (int i = 0; i < after.length; i++) {
      moved += after[i] != parameters[i] ? 1 : 0;
    }
    assertThat(moved).isEqualTo(after.length - 8);
  }

  /** The gradient that reaches the layer below, which is that layer's bias gradient summed over the batch. */
  @Test
  void passesTheGradientDown() {
    ComputationGraph graph = graph();
    int batch = 4;
    float[] dy = new float[batch * 4];
    Initialisation.uniform(dy, 0, dy.length, 1, new Seed(1).generator());
    float[] between = values(graph.feedForward(new INDArray[] {input(batch)}, true, false).get("below"));
    graph.backpropGradient(Views.create(dy, batch, 4));
    float[] found = values(graph.gradient().getGradientFor("below_b"));

    ReferenceStack twin = new ReferenceStack(INPUT, ALL_KINDS);
    System.arraycopy(doubles(values(graph.getLayer("engine").params())), 0, twin.parameters, 0, twin.parameters.length);
    twin.forward(doubles(between), batch, true);
    double[] dx = twin.backward(doubles(dy));
    for (int i = 0; i < found.length; i++) {
      double expected = 0;
      for (int b = 0; b < batch; b++) {
        expected += dx[b * found.length + i];
      }
      assertThat((double) found[i]).isCloseTo(expected, within(1e-5));
    }
    assertThat(norm(doubles(found))).isGreaterThan(0.1);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
