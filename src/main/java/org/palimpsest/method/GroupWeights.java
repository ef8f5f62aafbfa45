package org.palimpsest.method;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.palimpsest.nn.Trainable;

/** Group DRO's distribution q over groups, which a run carries from step to step. At first all groups are equal. */
final class GroupWeights implements Trainable {

  private final double eta;
  private double[] q;

  /** @param eta step size of the exponentiated gradient ascent */
  GroupWeights(int groups, double eta) {
    this.eta = eta;
    this.q = new double[groups];
    Arrays.fill(q, 1.0 / groups);
  }

  /** A copy. */
  double[] get() {
    return q.clone();
  }

  void set(double[] next) {
    q = next.clone();
  }

  /**
   * The next q: {@code q_g exp(eta L_g)}, scaled to sum to 1. Changes nothing.
   *
   * @param losses L_g, one per group, 0 for those that are not in the batch
   */
  double[] after(double[] losses) {
    double largest = Arrays.stream(losses).max().orElseThrow();
    double[] next = new double[q.length];
    double sum = 0;
    for (int g = 0; g < q.length; g++) {
      next[g] = q[g] * Math.exp(eta * (losses[g] - largest));
      sum += next[g];
    }
    for (int g = 0; g < q.length; g++) {
      next[g] /= sum;
    }
    return next;
  }

  @Override
  public String name() {
    return "group-weights";
  }

  /** Its step size is eta. */
  @Override
  public boolean followsLearningRate() {
    return false;
  }

  @Override
  public float[] parameters() {
    float[] copy = new float[q.length];
    for (int g = 0; g < q.length; g++) {
      copy[g] = (float) q[g];
    }
    return copy;
  }

  @Override
  public void save(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeUTF(spec());
      for (double weight : q) {
        out.writeDouble(weight);
      }
    }
  }

  @Override
  public void restore(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      String found = in.readUTF();
      if (!found.equals(spec())) {
        throw new IOException("%s: expected the spec %s, was %s".formatted(file, spec(), found));
      }
      double[] read = new double[q.length];
      for (int g = 0; g < read.length; g++) {
        read[g] = in.readDouble();
      }
      q = read;
    }
  }

  private String spec() {
    return "%s of %d groups, eta %s".formatted(name(), q.length, eta);
  }
}
