package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Batch;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder.PerExampleSink;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.random.Seed;

/**
 * One of the two real networks of the reference trajectories, with their initial parameters. Keeps what it saw and
 * what moved it, and compares both with PyTorch in double precision.
 */
public final class ReferenceNetwork implements Encoder {

  private final GraphEncoder encoder;
  private final List<LayerSpec> layers;
  private final Largest largest = new Largest();
  private Activations activations;
  private float[] gradients;

  /** @param letter f or g */
  public ReferenceNetwork(String letter, SimpleConvNet spec, LayerSpec.Algorithm algorithm) {
    layers = LayerSpec.with(algorithm, spec.layers());
    encoder = GraphEncoder.of(spec, spec.input(), layers, new OptimiserSpec(1e-4), new Seed(1));
    loadInitial(letter);
  }

  /** The network under study. */
  public static ReferenceNetwork f(Bottleneck bottleneck, LayerSpec.Algorithm algorithm) {
    return new ReferenceNetwork("f", spec(bottleneck), algorithm);
  }

  /** The bias-only network. */
  public static ReferenceNetwork g() {
    SimpleConvNet biasOnly = (SimpleConvNet) spec(Bottleneck.RELU).biasOnly().orElseThrow();
    return new ReferenceNetwork("g", biasOnly, LayerSpec.Algorithm.DIRECT);
  }

  private static SimpleConvNet spec(Bottleneck bottleneck) {
    return new SimpleConvNet(28, 3, List.of(16, 32, 64, 128), 7, Normalisation.BATCH, bottleneck, 10);
  }

  /** What the latest {@link #train} returned. */
  public Activations activations() {
    return activations;
  }

  /** The largest errors of everything checked so far. */
  public String largestErrors() {
    return largest.toString();
  }

  @Override
  public NetworkSpec spec() {
    return encoder.spec();
  }

  @Override
  public Activations train(Batch batch) {
    activations = encoder.train(batch);
    return activations;
  }

  @Override
  public Activations evaluate(Batch batch) {
    return encoder.evaluate(batch);
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj features) {
    return encoder.logits(features);
  }

  @Override
  public void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    encoder.backward(dFeatures, dLogits);
  }

  @Override
  public void backwardPerExample(DMatrixRMaj dFeatures, DMatrixRMaj dLogits, PerExampleSink sink) {
    encoder.backwardPerExample(dFeatures, dLogits, sink);
  }

  @Override
  public void gradient(float[] values) {
    encoder.gradient(values);
  }

  @Override
  public List<Integer> layerSizes() {
    return encoder.layerSizes();
  }

  @Override
  public void step(double learningRate) {
    gradients = encoder.gradients();
    encoder.step(learningRate);
  }

  @Override
  public double gradientNorm() {
    double norm = encoder.gradientNorm();
    double total = 0;
    for (float g : encoder.gradients()) {
      total += (double) g * g;
    }
    assertThat(norm).isCloseTo(Math.sqrt(total), Percentage.withPercentage(1e-9));
    return norm;
  }

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public float[] parameters() {
    return encoder.parameters();
  }

  @Override
  public void parameters(float[] values) {
    encoder.parameters(values);
  }

  @Override
  public void save(Path file) throws IOException {
    encoder.save(file);
  }

  @Override
  public void restore(Path file) throws IOException {
    encoder.restore(file);
  }

  /** Compares the gradient of the latest {@link #step}, parameter by parameter. */
  public void checkGradients(JsonNode norms) {
    for (Map.Entry<String, JsonNode> norm : norms.properties()) {
      double found = norm(gradients, range(norm.getKey()));
      if (isConvolutionBias(norm.getKey())) {
        assertThat(found).as(norm.getKey()).isLessThan(1e-4);
      } else {
        near("gradient norm", found, norm.getValue().asDouble(), 1e-4);
      }
    }
  }

  /** Compares the parameters and the first layer's running statistics. */
  public void checkParameters(JsonNode run) {
    float[] parameters = encoder.parameters();
    for (Map.Entry<String, JsonNode> norm : run.get("param_l2").properties()) {
      double found = norm(parameters, range(norm.getKey()));
      if (isConvolutionBias(norm.getKey())) {
        // Weight decay moves it; next to that the rounding error of its vanishing gradient counts.
        near("convolution bias norm", found, norm.getValue().asDouble(), 1e-2);
      } else {
        // Shifts start at 0, and Adam's steps are no smaller for a gradient that is nearly rounding error.
        double reference = norm.getValue().asDouble();
        near("parameter norm", found - reference + Math.max(reference, 0.1), Math.max(reference, 0.1), 1e-3);
      }
    }
    checkRunning(parameters, "running_mean", run.get("bn0_running_mean"));
    checkRunning(parameters, "running_var", run.get("bn0_running_var"));
  }

  private void checkRunning(float[] parameters, String name, JsonNode expected) {
    Range range = range("extracter.1." + name);
    for (int c = 0; c < range.length(); c++) {
      double error = Math.abs(parameters[range.from() + c] - expected.get(c).asDouble());
      largest.take(name, error);
      assertThat(error).as(name).isLessThan(5e-4);
    }
  }

  /** Compares what it makes of four images in evaluation mode. */
  public void checkEvaluation(Activations evaluated, JsonNode run) {
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

  /** Checks a number that comes from it. */
  public void near(String what, double found, double expected, double tolerance) {
    double error = Math.abs(found - expected) / Math.abs(expected);
    largest.take(what, error);
    assertThat(error).as("%s: %s against %s", what, found, expected).isLessThan(tolerance);
  }

  private boolean isConvolutionBias(String name) {
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
  private Range range(String name) {
    List<ParameterSlot> slots = ParameterSlot.of(layers);
    int trunk = ParameterSlot.length(slots);
    int weights = encoder.spec().featureCount() * encoder.spec().classes();
    if (name.equals("fc.weight")) {
      return new Range(trunk, trunk + weights);
    }
    if (name.equals("fc.bias")) {
      return new Range(trunk + weights, trunk + weights + encoder.spec().classes());
    }
    ParameterSlot slot =
        slots.stream().filter(s -> name.equals("extracter." + s.name())).findFirst().orElseThrow();
    return new Range(slot.offset(), slot.end());
  }

  private void loadInitial(String letter) {
    float[] parameters = encoder.parameters();
    for (ParameterSlot slot : ParameterSlot.of(layers)) {
      copy(letter, "extracter." + slot.name(), parameters);
    }
    copy(letter, "fc.weight", parameters);
    copy(letter, "fc.bias", parameters);
    encoder.parameters(parameters);
  }

  private void copy(String letter, String name, float[] parameters) {
    float[] values = GoldenFiles.floats("trajectories/init/" + letter + "." + name + ".npy");
    Range range = range(name);
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
