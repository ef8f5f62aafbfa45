package org.palimpsest.nn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;

/**
 * The smallest encoder, in double precision: features = W pixels, logits = V features, descent with the optimiser's
 * weight decay and momentum; for Adam with momentum 0.9.
 */
public final class LinearEncoder implements Encoder {

  /** Makes it. {@code unitFeatures} is what it says of itself, not what it does. */
  public record Spec(Shape input, int featureCount, int classes, boolean unitFeatures) implements NetworkSpec {

    public Spec(int inputs, int featureCount, int classes, boolean unitFeatures) {
      this(new Shape(1, 1, inputs), featureCount, classes, unitFeatures);
    }

    public Spec(int inputs, int classes) {
      this(inputs, classes, classes, false);
    }

    @Override
    public String name() {
      return "linear";
    }

    @Override
    public String summary() {
      return "linear";
    }

    @Override
    public Optional<NetworkSpec> biasOnly() {
      return Optional.of(this);
    }

    @Override
    public Spec with(Shape image, int targets) {
      return new Spec(image, featureCount, targets, unitFeatures);
    }

    @Override
    public Encoder create(OptimiserSpec optimiser, Seed seed) {
      return new LinearEncoder(this, optimiser, seed);
    }
  }

  private final NetworkSpec spec;
  private final double weightDecay;
  private final double momentum;
  /** W (D, inputs) then V (C, D). */
  private final DMatrixRMaj[] weights;
  private final DMatrixRMaj[] gradients;
  private final DMatrixRMaj[] velocities;
  private DMatrixRMaj pixels;
  private DMatrixRMaj features;

  public LinearEncoder(NetworkSpec spec, OptimiserSpec optimiser, Seed seed) {
    this.spec = spec;
    this.weightDecay = optimiser.weightDecay();
    this.momentum = optimiser.kind() == OptimiserSpec.Kind.ADAM ? OptimiserSpec.BETA1 : optimiser.momentum();
    RandomGenerator random = seed.derive("weights").generator();
    weights =
        new DMatrixRMaj[] {
          new DMatrixRMaj(spec.featureCount(), spec.input().volume()),
          new DMatrixRMaj(spec.classes(), spec.featureCount())
        };
    for (DMatrixRMaj matrix : weights) {
      for (int i = 0; i < matrix.getNumElements(); i++) {
        matrix.data[i] = random.nextGaussian() / Math.sqrt(matrix.numCols);
      }
    }
    gradients = new DMatrixRMaj[] {weights[0].createLike(), weights[1].createLike()};
    velocities = new DMatrixRMaj[] {weights[0].createLike(), weights[1].createLike()};
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public Activations train(Batch batch) {
    Activations activations = evaluate(batch);
    pixels = matrix(batch);
    features = activations.features();
    return activations;
  }

  @Override
  public Activations evaluate(Batch batch) {
    DMatrixRMaj z = CommonOps_DDRM.multTransB(matrix(batch), weights[0], null);
    return new Activations(z, logits(z));
  }

  @Override
  public DMatrixRMaj logits(DMatrixRMaj z) {
    return CommonOps_DDRM.multTransB(z, weights[1], null);
  }

  @Override
  public void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits) {
    DMatrixRMaj dz = CommonOps_DDRM.mult(dLogits, weights[1], null);
    if (dFeatures != null) {
      CommonOps_DDRM.addEquals(dz, dFeatures);
    }
    CommonOps_DDRM.multTransA(dz, pixels, gradients[0]);
    CommonOps_DDRM.multTransA(dLogits, features, gradients[1]);
  }

  @Override
  public void backwardPerExample(DMatrixRMaj dFeatures, DMatrixRMaj dLogits, PerExampleSink sink) {
    DMatrixRMaj allPixels = pixels;
    DMatrixRMaj allFeatures = features;
    for (int i = 0; i < dLogits.numRows; i++) {
      pixels = CommonOps_DDRM.extractRow(allPixels, i, null);
      features = CommonOps_DDRM.extractRow(allFeatures, i, null);
      backward(
          dFeatures == null ? null : CommonOps_DDRM.extractRow(dFeatures, i, null),
          CommonOps_DDRM.extractRow(dLogits, i, null));
      float[] row = new float[parameters().length];
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) gradient(k);
      }
      sink.accept(i, 1, row);
    }
  }

  private double gradient(int k) {
    int first = gradients[0].getNumElements();
    return k < first ? gradients[0].data[k] : gradients[1].data[k - first];
  }

  @Override
  public void gradient(float[] values) {
    write(values, gradients);
  }

  @Override
  public void parameters(float[] values) {
    write(values, weights);
  }

  private static void write(float[] values, DMatrixRMaj[] to) {
    int at = 0;
    for (DMatrixRMaj matrix : to) {
      for (int i = 0; i < matrix.getNumElements(); i++) {
        matrix.data[i] = values[at++];
      }
    }
  }

  @Override
  public List<Integer> layerSizes() {
    return List.of(weights[0].getNumElements(), weights[1].getNumElements());
  }

  @Override
  public void step(double learningRate) {
    for (int i = 0; i < weights.length; i++) {
      CommonOps_DDRM.scale(momentum, velocities[i]);
      CommonOps_DDRM.addEquals(velocities[i], gradients[i]);
      CommonOps_DDRM.addEquals(velocities[i], weightDecay, weights[i]);
      CommonOps_DDRM.addEquals(weights[i], -learningRate, velocities[i]);
    }
  }

  @Override
  public double gradientNorm() {
    return Math.hypot(NormOps_DDRM.normF(gradients[0]), NormOps_DDRM.normF(gradients[1]));
  }

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public float[] parameters() {
    float[] all = new float[weights[0].getNumElements() + weights[1].getNumElements()];
    int at = 0;
    for (DMatrixRMaj matrix : weights) {
      for (int i = 0; i < matrix.getNumElements(); i++) {
        all[at++] = (float) matrix.data[i];
      }
    }
    return all;
  }

  @Override
  public void save(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 * (weights[0].getNumElements() + weights[1].getNumElements()));
    for (DMatrixRMaj matrix : state()) {
      for (int i = 0; i < matrix.getNumElements(); i++) {
        bytes.putDouble(matrix.data[i]);
      }
    }
    Files.write(file, bytes.array());
  }

  @Override
  public void restore(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    for (DMatrixRMaj matrix : state()) {
      for (int i = 0; i < matrix.getNumElements(); i++) {
        matrix.data[i] = bytes.getDouble();
      }
    }
  }

  private List<DMatrixRMaj> state() {
    return List.of(weights[0], weights[1], velocities[0], velocities[1]);
  }

  private DMatrixRMaj matrix(Batch batch) {
    DMatrixRMaj matrix = new DMatrixRMaj(batch.size(), spec.input().volume());
    for (int i = 0; i < batch.pixels().length; i++) {
      matrix.data[i] = batch.pixels()[i];
    }
    return matrix;
  }
}
