package org.palimpsest.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.bias.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/** The smallest encoder that learns: logits are a linear map of the pixels, and the features are the logits. */
public final class LinearEncoder implements Encoder {

  /** Makes it. */
  public record Spec(int inputs, int classes) implements NetworkSpec {
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
    inputs = new DMatrixRMaj(batch.size(), spec.inputs());
    for (int i = 0; i < inputs.data.length; i++) {
      inputs.data[i] = batch.pixels()[i];
    }
    return evaluate(batch);
  }

  @Override
  public Activations evaluate(Batch batch) {
    DMatrixRMaj x = new DMatrixRMaj(batch.size(), spec.inputs());
    for (int i = 0; i < x.data.length; i++) {
      x.data[i] = batch.pixels()[i];
    }
    DMatrixRMaj logits = new DMatrixRMaj(batch.size(), spec.classes());
    CommonOps_DDRM.mult(x, weights, logits);
    return new Activations(logits.copy(), logits);
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj features) {
    return features.copy();
  }

  @Override
  public void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    DMatrixRMaj total = dLogits.copy();
    if (dFeatures != null) {
      CommonOps_DDRM.addEquals(total, dFeatures);
    }
    CommonOps_DDRM.multTransA(inputs, total, gradient);
    CommonOps_DDRM.addEquals(gradient, optimiser.weightDecay(), weights);
  }

  @Override
  public void step(double learningRate) {
    CommonOps_DDRM.add(0.9, momentum, 1, gradient, momentum);
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
