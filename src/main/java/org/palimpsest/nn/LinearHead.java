package org.palimpsest.nn;

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
import org.palimpsest.random.Seed;

/**
 * A linear layer beside an encoder's own head, {@code outputs = inputs W' + c}, in double precision with an
 * optimiser of its own ({@link OptimiserSpec}). Initial parameters are PyTorch's, uniform in +-1/sqrt(inputs).
 */
public final class LinearHead implements Trainable {

  private final String name;
  private final OptimiserSpec optimiser;
  private final DMatrixRMaj weights;
  private final double[] bias;
  private final double[] gradient;
  private final double[] first;
  private final double[] second;
  private long steps;
  private DMatrixRMaj seen;
  private DMatrixRMaj received;

  /**
   * @param name unique among the trainables of one learner, fit for a file name
   * @param inputs at least 1
   * @param outputs at least 1
   */
  public LinearHead(String name, int inputs, int outputs, OptimiserSpec optimiser, Seed seed) {
    this(name, new DMatrixRMaj(outputs, inputs), new double[outputs], optimiser);
    RandomGenerator random = seed.derive(name).generator();
    double bound = 1 / Math.sqrt(inputs);
    for (int i = 0; i < weights.data.length; i++) {
      weights.data[i] = random.nextDouble(-bound, bound);
    }
    for (int i = 0; i < outputs; i++) {
      bias[i] = random.nextDouble(-bound, bound);
    }
  }

  /**
   * A head with given parameters, which are copied.
   *
   * @param weights W (outputs, inputs)
   * @param bias c (outputs)
   */
  public LinearHead(String name, DMatrixRMaj weights, double[] bias, OptimiserSpec optimiser) {
    if (bias.length != weights.numRows) {
      throw new IllegalArgumentException(
          "bias: expected %d, one per row of weights, was %d".formatted(weights.numRows, bias.length));
    }
    this.name = name;
    this.optimiser = optimiser;
    this.weights = weights.copy();
    this.bias = bias.clone();
    int length = weights.data.length + bias.length;
    this.gradient = new double[length];
    this.first = new double[length];
    this.second = new double[length];
  }

  @Override
  public String name() {
    return name;
  }

  /** The outputs (B, outputs); keeps {@code inputs} (B, inputs) for {@link #backward}. */
  public DMatrixRMaj forward(DMatrixRMaj inputs) {
    if (inputs.numCols != weights.numCols) {
      throw new IllegalArgumentException(
          "inputs: expected %d columns, was %d".formatted(weights.numCols, inputs.numCols));
    }
    seen = inputs;
    DMatrixRMaj outputs = CommonOps_DDRM.multTransB(inputs, weights, null);
    for (int i = 0; i < outputs.numRows; i++) {
      for (int k = 0; k < bias.length; k++) {
        outputs.data[i * bias.length + k] += bias[k];
      }
    }
    return outputs;
  }

  /**
   * Sets the gradient of W and c from that of a scalar loss with respect to the outputs of the latest
   * {@link #forward}.
   *
   * @param dOutputs (B, outputs)
   * @return the gradient with respect to the inputs (B, inputs)
   */
  public DMatrixRMaj backward(DMatrixRMaj dOutputs) {
    if (seen == null || dOutputs.numRows != seen.numRows || dOutputs.numCols != bias.length) {
      throw new IllegalArgumentException(
          "dOutputs: expected (%d, %d), was (%d, %d)"
              .formatted(seen == null ? 0 : seen.numRows, bias.length, dOutputs.numRows, dOutputs.numCols));
    }
    received = dOutputs;
    DMatrixRMaj dWeights = CommonOps_DDRM.multTransA(dOutputs, seen, null);
    System.arraycopy(dWeights.data, 0, gradient, 0, dWeights.getNumElements());
    System.arraycopy(
        CommonOps_DDRM.sumCols(dOutputs, null).data, 0, gradient, dWeights.getNumElements(), bias.length);
    return CommonOps_DDRM.mult(dOutputs, weights, null);
  }

  /**
   * Writes what one row contributed to the gradient of the latest {@link #backward}, the gradient being the sum over
   * rows: {@code factor} times the outer product of the row's dOutputs and inputs, row by row, then of its dOutputs.
   *
   * @param example the row, in [0, B)
   * @param factor such as B, where the loss was a mean
   * @param at where {@link #parameterCount} values begin in {@code into}
   */
  public void exampleGradient(int example, double factor, float[] into, int at) {
    if (received == null) {
      throw new IllegalStateException("exampleGradient: expected after backward, was before");
    }
    int inputs = weights.numCols;
    int next = at;
    for (int k = 0; k < bias.length; k++) {
      double dOutput = factor * received.get(example, k);
      for (int d = 0; d < inputs; d++) {
        into[next++] = (float) (dOutput * seen.unsafe_get(example, d));
      }
    }
    for (int k = 0; k < bias.length; k++) {
      into[next++] = (float) (factor * received.unsafe_get(example, k));
    }
  }

  /**
   * Sets the gradient that {@link #step} applies, in place of one from {@link #backward}.
   *
   * @param from where {@link #parameterCount} values begin in {@code values}, of W row by row, then of c
   */
  public void gradient(float[] values, int from) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = values[from + i];
    }
  }

  /** The number of values in W and c. */
  public int parameterCount() {
    return gradient.length;
  }

  /** One optimiser step on the gradient of the latest {@link #backward} or {@link #gradient(float[], int)}. */
  public void step(double learningRate) {
    steps++;
    if (optimiser.kind() == OptimiserSpec.Kind.SGD) {
      for (int i = 0; i < gradient.length; i++) {
        first[i] = optimiser.momentum() * first[i] + gradient[i] + optimiser.weightDecay() * parameter(i);
        set(i, parameter(i) - learningRate * first[i]);
      }
      return;
    }
    double rate = learningRate / (1 - Math.pow(OptimiserSpec.BETA1, steps));
    double root = Math.sqrt(1 - Math.pow(OptimiserSpec.BETA2, steps));
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i] + optimiser.weightDecay() * parameter(i);
      first[i] = OptimiserSpec.BETA1 * first[i] + (1 - OptimiserSpec.BETA1) * g;
      second[i] = OptimiserSpec.BETA2 * second[i] + (1 - OptimiserSpec.BETA2) * g * g;
      set(i, parameter(i) - rate * first[i] / (Math.sqrt(second[i]) / root + OptimiserSpec.EPSILON));
    }
  }

  private double parameter(int i) {
    int weightCount = weights.getNumElements();
    return i < weightCount ? weights.data[i] : bias[i - weightCount];
  }

  private void set(int i, double value) {
    int weightCount = weights.getNumElements();
    if (i < weightCount) {
      weights.data[i] = value;
    } else {
      bias[i - weightCount] = value;
    }
  }

  /** A copy of the gradient that {@link #step} would apply: of W row by row, then of c. */
  public double[] gradient() {
    return gradient.clone();
  }

  /** Euclidean norm of the gradient that the latest {@link #backward} set. */
  public double gradientNorm() {
    double squares = 0;
    for (double g : gradient) {
      squares += g * g;
    }
    return Math.sqrt(squares);
  }

  /** W row by row, then c. */
  @Override
  public float[] parameters() {
    float[] copy = new float[gradient.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (float) parameter(i);
    }
    return copy;
  }

  @Override
  public void save(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeUTF(spec());
      out.writeLong(steps);
      for (int i = 0; i < gradient.length; i++) {
        out.writeDouble(parameter(i));
        out.writeDouble(first[i]);
        out.writeDouble(second[i]);
      }
    }
  }

  @Override
  public void restore(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String found = in.readUTF();
      if (!found.equals(spec())) {
        throw new IOException("%s: expected the spec %s, was %s".formatted(file, spec(), found));
      }
      steps = in.readLong();
      for (int i = 0; i < gradient.length; i++) {
        set(i, in.readDouble());
        first[i] = in.readDouble();
        second[i] = in.readDouble();
      }
    }
  }

  private String spec() {
    return "%s %d to %d %s".formatted(name, weights.numCols, weights.numRows, optimiser);
  }
}
