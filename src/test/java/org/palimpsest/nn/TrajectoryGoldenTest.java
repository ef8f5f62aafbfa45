package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.bias.Batch;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.method.EnD;
import org.palimpsest.method.LossAndGradient;
import org.palimpsest.method.Method;
import org.palimpsest.method.Objective;
import org.palimpsest.method.ObjectiveLearner;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Slot;
import org.palimpsest.random.Seed;

/** Five optimiser steps of the real network on 96 real images, against PyTorch in double precision. */
class TrajectoryGoldenTest {

  private static final int BATCH = 32;
  private static final double RATE = 1e-3;
  private static final int SIZE = 28;

  private static final int[][] COLOURS = {
    {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {225, 225, 0}, {225, 0, 225},
    {0, 255, 255}, {255, 128, 0}, {255, 0, 128}, {128, 0, 255}, {128, 128, 128}
  };

  private final byte[] images = bytes(GoldenFiles.ints("trajectories/images_u8.npy"));
  private final int[] targets = GoldenFiles.ints("trajectories/targets.npy");
  private final int[] colours = GoldenFiles.ints("trajectories/private_labels.npy");
  private final JsonNode expected = GoldenFiles.json("trajectories/expected.json");

  private final Largest largest = new Largest();

  @ParameterizedTest
  @CsvSource({
    "vanilla, RELU, DIRECT", "vanilla, RELU, FFT", "end, TANH_UNIT, DIRECT", "end, TANH_UNIT, FFT"
  })
  void followsTheReference(String method, Bottleneck bottleneck, LayerSpec.Algorithm algorithm) {
    SimpleConvNet spec =
        new SimpleConvNet(SIZE, 3, List.of(16, 32, 64, 128), 7, Normalisation.BATCH, bottleneck, 10);
    List<LayerSpec> layers = LayerSpec.with(algorithm, spec.layers());
    GraphEncoder encoder =
        GraphEncoder.of(spec, spec.input(), layers, new OptimiserSpec(1e-4), new Seed(1));
    loadInitial(encoder, layers);
    Method trained = method.equals("end") ? new EnD() : new Vanilla();
    Objective objective = ((ObjectiveLearner) trained.learner(encoder, null)).objective();
    JsonNode run = expected.get(method);

    for (int step = 0; step < 5; step++) {
      Batch batch = batch(step % 3 * BATCH, BATCH);
      Activations activations = encoder.train(batch);
      LossAndGradient loss = objective.at(activations, batch.targets(), batch.privateAttributes());
      near("loss", loss.loss(), run.at("/steps/" + step + "/loss").asDouble(), 2e-4);
      encoder.backward(loss.dFeatures(), loss.dLogits());
      if (step == 0) {
        checkGradients(encoder, layers, run.at("/steps/0/grad_l2"));
      }
      encoder.step(RATE);
    }

    checkParameters(encoder, layers, run);
    checkEvaluation(encoder.evaluate(batch(0, 4)), run);
    System.out.println(method + " " + algorithm + ": largest errors " + largest);
  }

  private void checkGradients(GraphEncoder encoder, List<LayerSpec> layers, JsonNode norms) {
    float[] gradients = encoder.gradients();
    for (Map.Entry<String, JsonNode> norm : norms.properties()) {
      double found = norm(gradients, range(encoder, layers, norm.getKey()));
      if (isConvolutionBias(layers, norm.getKey())) {
        assertThat(found).as(norm.getKey()).isLessThan(1e-4);
      } else {
        near("gradient norm", found, norm.getValue().asDouble(), 1e-4);
      }
    }
    double total = 0;
    for (float g : gradients) {
      total += (double) g * g;
    }
    assertThat(encoder.gradientNorm()).isCloseTo(Math.sqrt(total), Percentage.withPercentage(1e-9));
  }

  private void checkParameters(GraphEncoder encoder, List<LayerSpec> layers, JsonNode run) {
    float[] parameters = encoder.parameters();
    for (Map.Entry<String, JsonNode> norm : run.get("param_l2").properties()) {
      double found = norm(parameters, range(encoder, layers, norm.getKey()));
      if (isConvolutionBias(layers, norm.getKey())) {
        // Weight decay moves it; next to that the rounding error of its vanishing gradient counts.
        near("convolution bias norm", found, norm.getValue().asDouble(), 1e-2);
      } else {
        near("parameter norm", found, norm.getValue().asDouble(), 1e-3);
      }
    }
    checkRunning(encoder, layers, parameters, "running_mean", run.get("bn0_running_mean"));
    checkRunning(encoder, layers, parameters, "running_var", run.get("bn0_running_var"));
  }

  private void checkRunning(
      GraphEncoder encoder, List<LayerSpec> layers, float[] parameters, String name, JsonNode expected) {
    Range range = range(encoder, layers, "extracter.1." + name);
    for (int c = 0; c < range.length(); c++) {
      double error = Math.abs(parameters[range.from() + c] - expected.get(c).asDouble());
      largest.take(name, error);
      assertThat(error).as(name).isLessThan(5e-4);
    }
  }

  private void checkEvaluation(Activations evaluated, JsonNode run) {
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 10; c++) {
        double reference = run.at("/eval_logits_first4/" + i + "/" + c).asDouble();
        double error = Math.abs(evaluated.logits().get(i, c) - reference);
        largest.take("evaluation logit", error);
        assertThat(error).as("logit").isLessThan(5e-3);
      }
      double norm = 0;
      for (int d = 0; d < evaluated.features().numCols; d++) {
        norm += evaluated.features().get(i, d) * evaluated.features().get(i, d);
      }
      double reference = run.at("/eval_features_first4_norms/" + i).asDouble();
      near("evaluation feature norm", Math.sqrt(norm), reference, 5e-3);
    }
  }

  private void near(String what, double found, double expected, double tolerance) {
    double error = Math.abs(found - expected) / Math.abs(expected);
    largest.take(what, error);
    assertThat(error).as("%s: %s against %s", what, found, expected).isLessThan(tolerance);
  }

  private static boolean isConvolutionBias(List<LayerSpec> layers, String name) {
    String[] parts = name.split("\\.");
    return parts[0].equals("extracter")
        && parts[2].equals("bias")
        && layers.get(Integer.parseInt(parts[1])) instanceof LayerSpec.Convolution;
  }

  /** Part of the flat parameters. */
  private record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }

  /** PyTorch's name to ours: {@code extracter.3.weight} is slot 3.weight, {@code fc} lies behind the slots. */
  private static Range range(GraphEncoder encoder, List<LayerSpec> layers, String name) {
    List<Slot> slots = Slot.of(layers);
    int trunk = Slot.length(slots);
    int weights = encoder.spec().featureCount() * encoder.spec().classes();
    if (name.equals("fc.weight")) {
      return new Range(trunk, trunk + weights);
    }
    if (name.equals("fc.bias")) {
      return new Range(trunk + weights, trunk + weights + encoder.spec().classes());
    }
    Slot slot =
        slots.stream().filter(s -> name.equals("extracter." + s.name())).findFirst().orElseThrow();
    return new Range(slot.offset(), slot.end());
  }

  private static void loadInitial(GraphEncoder encoder, List<LayerSpec> layers) {
    float[] parameters = encoder.parameters();
    for (Slot slot : Slot.of(layers)) {
      copy("extracter." + slot.name(), encoder, layers, parameters);
    }
    copy("fc.weight", encoder, layers, parameters);
    copy("fc.bias", encoder, layers, parameters);
    encoder.parameters(parameters);
  }

  private static void copy(String name, GraphEncoder encoder, List<LayerSpec> layers, float[] parameters) {
    float[] values = GoldenFiles.floats("trajectories/init/f." + name + ".npy");
    Range range = range(encoder, layers, name);
    assertThat(values).as(name).hasSize(range.length());
    System.arraycopy(values, 0, parameters, range.from(), values.length);
  }

  private static double norm(float[] values, Range range) {
    double squares = 0;
    for (int i = range.from(); i < range.to(); i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  private Batch batch(int from, int size) {
    int area = SIZE * SIZE;
    float[] pixels = new float[size * area * 3];
    for (int p = 0; p < size * area; p++) {
      int[] colour = COLOURS[colours[from + p / area]];
      boolean ink = images[from * area + p] != 0;
      for (int c = 0; c < 3; c++) {
        pixels[3 * p + c] = ((ink ? 255 : colour[c]) / 255f - 0.5f) / 0.5f;
      }
    }
    return new Batch(
        SIZE,
        SIZE,
        3,
        pixels,
        Arrays.copyOfRange(targets, from, from + size),
        Arrays.copyOfRange(colours, from, from + size));
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** The largest error of each kind, for the record. */
  private static final class Largest {
    private final Map<String, Double> errors = new TreeMap<>();

    void take(String what, double error) {
      errors.merge(what, error, Math::max);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      errors.forEach((what, error) -> text.append("%s %.2g; ".formatted(what, error)));
      return text.toString();
    }
  }
}
