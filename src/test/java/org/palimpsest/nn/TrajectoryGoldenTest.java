package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.bias.Batch;
import org.palimpsest.golden.GoldenFiles;
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
  @CsvSource({"vanilla, RELU, DIRECT", "end, TANH_UNIT, DIRECT"})
  void followsTheReference(String method, Bottleneck bottleneck, LayerSpec.Algorithm algorithm) {
    SimpleConvNet spec =
        new SimpleConvNet(SIZE, 3, List.of(16, 32, 64, 128), 7, Normalisation.BATCH, bottleneck, 10);
    List<LayerSpec> layers = LayerSpec.with(algorithm, spec.layers());
    GraphEncoder encoder =
        GraphEncoder.of(spec, spec.input(), layers, new OptimiserSpec(1e-4), new Seed(1));
    loadInitial(encoder, layers);
    JsonNode run = expected.get(method);

    for (int step = 0; step < 5; step++) {
      Batch batch = batch(step % 3 * BATCH, BATCH);
      Activations activations = encoder.train(batch);
      Loss loss = method.equals("end") ? Loss.end(activations, batch, 0.1, 0.1) : Loss.vanilla(activations, batch);
      near("loss", loss.value(), run.at("/steps/" + step + "/loss").asDouble(), 2e-4);
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
    for (Iterator<Map.Entry<String, JsonNode>> i = norms.fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> norm = i.next();
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
    for (Iterator<Map.Entry<String, JsonNode>> i = run.get("param_l2").fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> norm = i.next();
      double found = norm(parameters, range(encoder, layers, norm.getKey()));
      if (isConvolutionBias(layers, norm.getKey())) {
        // Its gradient is rounding error, which Adam turns into steps of the full rate: five at most.
        double reach = 5 * RATE * Math.sqrt(range(encoder, layers, norm.getKey()).length());
        assertThat(found).as(norm.getKey()).isCloseTo(norm.getValue().asDouble(), within(reach));
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
      // The convolution's bias, which moves by rounding error, shifts the mean by as much.
      double error = Math.abs(parameters[range.from() + c] - expected.get(c).asDouble());
      largest.take(name, error);
      assertThat(error).as(name).isLessThan(name.equals("running_mean") ? 2e-3 : 1e-4);
    }
  }

  private void checkEvaluation(Activations evaluated, JsonNode run) {
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 10; c++) {
        double error = Math.abs(evaluated.logits().get(i, c) - run.at("/eval_logits_first4/" + i + "/" + c).asDouble());
        largest.take("evaluation logit", error);
        assertThat(error).as("logit").isLessThan(5e-3);
      }
      double norm = 0;
      for (int d = 0; d < evaluated.features().numCols; d++) {
        norm += evaluated.features().get(i, d) * evaluated.features().get(i, d);
      }
      near("evaluation feature norm", Math.sqrt(norm), run.at("/eval_features_first4_norms/" + i).asDouble(), 5e-3);
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
    private final Map<String, Double> errors = new java.util.TreeMap<>();

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

  /** Mean cross-entropy, and EnD's regularisation of unit features on top of it. */
  private record Loss(double value, DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {

    static Loss vanilla(Activations a, Batch batch) {
      int n = a.size();
      DMatrixRMaj gradient = new DMatrixRMaj(n, a.logits().numCols);
      double loss = 0;
      for (int i = 0; i < n; i++) {
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < gradient.numCols; c++) {
          top = Math.max(top, a.logits().get(i, c));
        }
        double sum = 0;
        for (int c = 0; c < gradient.numCols; c++) {
          sum += Math.exp(a.logits().get(i, c) - top);
        }
        loss += (top + Math.log(sum) - a.logits().get(i, batch.targets()[i])) / n;
        for (int c = 0; c < gradient.numCols; c++) {
          double p = Math.exp(a.logits().get(i, c) - top) / sum;
          gradient.set(i, c, (p - (c == batch.targets()[i] ? 1 : 0)) / n);
        }
      }
      return new Loss(loss, null, gradient);
    }

    static Loss end(Activations a, Batch batch, double alpha, double beta) {
      Loss ce = vanilla(a, batch);
      int n = a.size();
      int width = a.features().numCols;
      double[] perColour = new double[10];
      int samePairs = 0;
      int conflictingPairs = 0;
      double parallel = 0;
      double[][] gram = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          for (int d = 0; d < width; d++) {
            gram[i][j] += a.features().get(i, d) * a.features().get(j, d);
          }
          if (same(batch, i, j)) {
            perColour[batch.privateAttributes()[i]] += gram[i][j];
            samePairs++;
          }
          if (conflicting(batch, i, j)) {
            parallel += (1 - gram[i][j]) / 2;
            conflictingPairs++;
          }
        }
      }
      double orthogonal = Arrays.stream(perColour).map(Math::abs).sum() / Math.max(1, samePairs);
      parallel /= Math.max(1, conflictingPairs);
      DMatrixRMaj gradient = new DMatrixRMaj(n, width);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          double weight = 0;
          if (same(batch, i, j)) {
            weight += alpha * Math.signum(perColour[batch.privateAttributes()[i]]) / samePairs;
          }
          if (conflicting(batch, i, j)) {
            weight -= beta / 2 / conflictingPairs;
          }
          for (int d = 0; d < width; d++) {
            gradient.add(i, d, weight * a.features().get(j, d));
            gradient.add(j, d, weight * a.features().get(i, d));
          }
        }
      }
      return new Loss(ce.value() + alpha * orthogonal + beta * parallel, gradient, ce.dLogits());
    }

    private static boolean same(Batch batch, int i, int j) {
      return batch.privateAttributes()[i] == batch.privateAttributes()[j];
    }

    private static boolean conflicting(Batch batch, int i, int j) {
      return batch.targets()[i] == batch.targets()[j]
          && batch.privateAttributes()[i] < batch.privateAttributes()[j];
    }
  }
}
