package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.random.Seed;

/** A narrow ResNet-18 and a small DenseNet, three optimiser steps, against PyTorch in double precision. */
class NetsGoldenTest {

  /** A trunk by itself as a network of two classes. */
  private record Trunk(String name, Shape input, List<LayerSpec> layers, boolean unitFeatures)
      implements NetworkSpec {
    @Override
    public int featureCount() {
      return LayerSpec.output(input, layers).channels();
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public String summary() {
      return name;
    }

    @Override
    public Optional<NetworkSpec> biasOnly() {
      return Optional.empty();
    }

    @Override
    public Encoder create(OptimiserSpec optimiser, Seed seed) {
      return GraphEncoder.of(this, input, layers, optimiser, seed);
    }
  }

  private record Case(String net, String variant, Trunk trunk, GraphEncoder encoder, List<int[]> ranges) {

    static Case of(String net, String variant, Shape input, LayerSpec.Algorithm algorithm) {
      OptimiserSpec optimiser =
          variant.startsWith("eidos") && !variant.endsWith("sgd") || variant.equals("adam")
              ? new OptimiserSpec(1e-4)
              : OptimiserSpec.sgd(0.9, 1e-4);
      boolean residual = net.equals("resnet18");
      boolean unit = variant.startsWith("eidos");
      List<LayerSpec> layers =
          residual
              ? ResNetTrunk.layers(
                  3, List.of(8, 16, 32, 64), Normalisation.BATCH, unit ? Bottleneck.TANH_UNIT : Bottleneck.RELU)
              : DenseNetTrunk.layers(3, 8, 4, List.of(2, 2, 2, 2), Normalisation.BATCH, Bottleneck.RELU);
      Trunk trunk = new Trunk(net, input, LayerSpec.with(algorithm, layers), unit);
      GraphEncoder encoder = (GraphEncoder) trunk.create(optimiser, new Seed(1));
      List<int[]> ranges = new ArrayList<>();
      for (ParameterSlot slot : ParameterSlot.of(layers)) {
        ranges.add(new int[] {slot.offset(), slot.end()});
      }
      int end = ranges.get(ranges.size() - 1)[1];
      int weights = 2 * trunk.featureCount();
      ranges.add(new int[] {end, end + weights});
      ranges.add(new int[] {end + weights, end + weights + 2});
      Case c = new Case(net, variant, trunk, encoder, ranges);
      float[] parameters = encoder.parameters();
      List<String> names = c.names();
      assertThat(names).hasSameSizeAs(ranges);
      for (int i = 0; i < names.size(); i++) {
        float[] values = GoldenFiles.floats("nets/" + net + "/init/" + names.get(i) + ".npy");
        assertThat(values).as(names.get(i)).hasSize(ranges.get(i)[1] - ranges.get(i)[0]);
        System.arraycopy(values, 0, parameters, ranges.get(i)[0], values.length);
      }
      encoder.parameters(parameters);
      return c;
    }

    List<String> names() {
      return net.equals("resnet18")
          ? TorchvisionNames.residual(Normalisation.BATCH)
          : TorchvisionNames.dense(List.of(2, 2, 2, 2), Normalisation.BATCH);
    }

    float[] part(float[] values, String name) {
      int[] range = ranges.get(names().indexOf(name));
      return Arrays.copyOfRange(values, range[0], range[1]);
    }

    JsonNode expected() {
      return GoldenFiles.json("nets/" + net + "/expected.json");
    }

    Batch batch(String file, int from, int size) {
      double[] mean = {0.485, 0.456, 0.406};
      double[] deviation = {0.229, 0.224, 0.225};
      double[] values = GoldenFiles.array("nets/" + net + "/" + file);
      Shape shape = trunk.input();
      float[] pixels = new float[size * shape.volume()];
      for (int i = 0; i < pixels.length; i++) {
        int c = i % 3;
        int image = i / shape.volume();
        int pixel = i / 3 % shape.area();
        double value = values[((from + image) * 3 + c) * shape.area() + pixel] / 255;
        pixels[i] = (float) ((value - mean[c]) / deviation[c]);
      }
      int[] targets = labels("targets", from, size);
      return new Batch(shape.height(), shape.width(), 3, pixels, targets, labels("private_labels", from, size));
    }

    private int[] labels(String name, int from, int size) {
      return Arrays.copyOfRange(GoldenFiles.ints("nets/" + net + "/" + name + ".npy"), from, from + size);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, eidos, DIRECT", "resnet18, eidos, AUTO", "resnet18, eidos-end, AUTO", "resnet18, eidos-sgd, AUTO",
    "resnet18, plain, AUTO", "densenet, plain, DIRECT", "densenet, plain, AUTO", "densenet, adam, AUTO"
  })
  void followsTheReference(String net, String variant, LayerSpec.Algorithm algorithm) {
    boolean residual = net.equals("resnet18");
    int side = residual ? 48 : 32;
    int size = residual ? 8 : 4;
    Case c = Case.of(net, variant, new Shape(side, side, 3), algorithm);
    JsonNode run = c.expected().get(variant);
    Method method = variant.equals("eidos-end") ? new EnD() : new Vanilla();
    Learner learner = method.learner(c.encoder(), null);
    double rate = run.at("/optimizer/lr").asDouble();
    for (int step = 0; step < run.get("steps").size(); step++) {
      Batch batch = c.batch("images_u8.npy", size * (step % (residual ? 2 : 3)), size);
      double loss = learner.update(batch, rate).get("loss");
      near("loss of step " + step, loss, run.at("/steps/" + step + "/loss").asDouble(), 1e-5);
    }
    float[] parameters = c.encoder().parameters();
    for (Map.Entry<String, JsonNode> entry : run.get("running_after").properties()) {
      near(entry.getKey(), norm(c.part(parameters, entry.getKey())), entry.getValue().get("l2").asDouble(), 1e-5);
    }
    DMatrixRMaj logits = c.encoder().evaluate(c.batch("images_u8.npy", 0, 4)).logits();
    for (int i = 0; i < 8; i++) {
      double expected = run.at("/eval_logits_first4/%d/%d".formatted(i / 2, i % 2)).asDouble();
      assertThat(Math.abs(logits.data[i] - expected)).as("logit " + i).isLessThan(residual ? 1e-4 : 1e-3);
    }
  }

  @ParameterizedTest
  @CsvSource({"resnet18, eidos, DIRECT", "resnet18, eidos, AUTO", "densenet, plain, AUTO"})
  void itsGradientsAreTheReferences(String net, String variant, LayerSpec.Algorithm algorithm) {
    boolean residual = net.equals("resnet18");
    int side = residual ? 48 : 32;
    Case c = Case.of(net, variant, new Shape(side, side, 3), algorithm);
    Batch batch = c.batch("images_u8.npy", 0, residual ? 8 : 4);
    Activations activations = c.encoder().train(batch);
    c.encoder().backward(
        null, new CrossEntropy().at(activations, batch.targets(), batch.privateAttributes()).dLogits());
    float[] gradients = c.encoder().gradients();
    for (String name : c.names()) {
      if (!name.contains("running")) {
        float[] expected = GoldenFiles.floats("nets/%s/grad-%s/%s.npy".formatted(net, variant, name));
        float[] found = c.part(gradients, name);
        double difference = 0;
        for (int i = 0; i < found.length; i++) {
          difference += Math.pow(found[i] - expected[i], 2);
        }
        assertThat(Math.sqrt(difference)).as(name).isLessThan(1e-4 * norm(expected));
      }
    }
  }

  /** Where halving a side leaves a remainder, at every stage. */
  @Test
  void evaluatesImagesOfOddSizes() {
    for (String net : List.of("resnet18", "densenet")) {
      String variant = "plain";
      Case c = Case.of(net, variant, new Shape(45, 37, 3), LayerSpec.Algorithm.AUTO);
      DMatrixRMaj logits = c.encoder().evaluate(c.batch("odd_images_u8.npy", 0, 2)).logits();
      for (int i = 0; i < 4; i++) {
        double expected =
            c.expected().at("/odd_size/plain/eval_logits_with_init/%d/%d".formatted(i / 2, i % 2)).asDouble();
        assertThat(Math.abs(logits.data[i] - expected)).as(net).isLessThan(2e-5);
      }
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static void near(String what, double found, double expected, double tolerance) {
    assertThat(Math.abs(found - expected)).as("%s: %s against %s", what, found, expected)
        .isLessThan(tolerance * Math.abs(expected));
  }
}
