package org.palimpsest.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.random.Seed;

/** The smallest encoder that learns: logits are a linear map of the pixels, and the features are the logits. */
public final class LinearEncoder implements Encoder {

  /** Makes it. */
  public record Spec(int inputs, int classes) implements NetworkSpec {
    @Override
    public Shape input() {
      return new Shape(1, 1, inputs);
    }

    @Override
    public String name() {
      return "linear";
    }

    @Override
    public int featureCount() {
      return classes;
    }

    @Override
    public boolean unitFeatures() {
      return false;
    }

    @Override
    public String summary() {
      return "linear";
    }

    @Override
    public NetworkSpec with(Shape image, int targetClasses) {
      return new Spec(image.volume(), targetClasses);
    }

    @Override
    public NetworkSpec biasOnly() {
      return this;
    }

    @Override
    public Encoder create(OptimiserSpec optimiser, Seed seed) {
      return new LinearEncoder(this, optimiser, seed);
    }
  }

  private final Spec spec;
  private final OptimiserSpec optimiser;
  private final DMatrixRMaj weights;
  private final DMatrixRMaj momentum;
  private final DMatrixRMaj gradient;
  private DMatrixRMaj inputs;

  LinearEncoder(Spec spec, OptimiserSpec optimiser, Seed seed) {
    this.spec = spec;
    this.optimiser = optimiser;
    weights = new DMatrixRMaj(spec.inputs(), spec.classes());
    momentum = new DMatrixRMaj(spec.inputs(), spec.classes());
    gradient = new DMatrixRMaj(spec.inputs(), spec.classes());
    RandomGenerator random = seed.generator();
    for (int i = 0; i < weights.data.length; i++) {
      weights.data[i] = 0.01 * random.nextGaussian();
    }
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public Activations train(Batch batch) {
    inputs = matrix(batch);
    return evaluate(batch);
  }

  @Override
  public Activations evaluate(Batch batch) {
    DMatrixRMaj logits = CommonOps_DDRM.mult(matrix(batch), weights, null);
    return new Activations(logits.copy(), logits);
  }

  private DMatrixRMaj matrix(Batch batch) {
    DMatrixRMaj matrix = new DMatrixRMaj(batch.size(), spec.inputs());
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] = batch.pixels()[i];
    }
    return matrix;
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj features) {
    return features.copy();
  }

  @Override
  public void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    CommonOps_DDRM.multTransA(inputs, total(dFeatures, dLogits), gradient);
  }

  private static DMatrixRMaj total(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    return dFeatures == null ? dLogits : CommonOps_DDRM.add(dFeatures, dLogits, null);
  }

  @Override
  public void backwardPerExample(DMatrixRMaj dFeatures, DMatrixRMaj dLogits, PerExampleSink sink) {
    DMatrixRMaj total = total(dFeatures, dLogits);
    float[] one = new float[weights.data.length];
    for (int example = 0; example < inputs.numRows; example++) {
      for (int i = 0; i < one.length; i++) {
        one[i] = (float) (inputs.get(example, i / spec.classes()) * total.get(example, i % spec.classes()));
      }
      sink.accept(example, 1, one);
    }
  }

  @Override
  public void gradient(float[] values) {
    write(values, gradient);
  }

  @Override
  public List<Integer> layerSizes() {
    return List.of(weights.data.length);
  }

  @Override
  public void step(double learningRate) {
    DMatrixRMaj decayed = CommonOps_DDRM.add(gradient, optimiser.weightDecay(), weights, null);
    CommonOps_DDRM.add(0.9, momentum, 1, decayed, momentum);
    CommonOps_DDRM.addEquals(weights, -learningRate, momentum);
  }

  @Override
  public double gradientNorm() {
    return NormOps_DDRM.normF(gradient);
  }

  @Override
  public float[] parameters() {
    float[] copy = new float[weights.data.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) weights.data[i];
    }
    return copy;
  }

  @Override
  public void parameters(float[] values) {
    write(values, weights);
  }

  private static void write(float[] values, DMatrixRMaj to) {
    for (int i = 0; i < to.data.length; i++) {
      to.data[i] = values[i];
    }
  }

  @Override
  public void save(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int i = 0; i < weights.data.length; i++) {
        out.writeDouble(weights.data[i]);
        out.writeDouble(momentum.data[i]);
      }
    }
  }

  @Override
  public void restore(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (int i = 0; i < weights.data.length; i++) {
        weights.data[i] = in.readDouble();
        momentum.data[i] = in.readDouble();
      }
    }
  }
}
