package org.palimpsest.nn;

import org.nd4j.linalg.learning.config.IUpdater;
import org.palimpsest.nn.engine.TorchAdam;
import org.palimpsest.nn.engine.TorchSgd;

/**
 * An optimiser as PyTorch has it: coupled L2 weight decay (added to the gradient of every parameter before anything
 * else), then Adam (bias-corrected moments, epsilon added to the corrected root) or gradient descent with momentum
 * ({@code v = momentum v + g; w = w - rate v}, without dampening).
 *
 * @param weightDecay at least 0
 * @param kind which
 * @param momentum of gradient descent, in [0, 1); 0 for Adam, which has {@link #BETA1} instead
 */
public record OptimiserSpec(double weightDecay, Kind kind, double momentum) {

  public static final double BETA1 = 0.9;
  public static final double BETA2 = 0.999;
  public static final double EPSILON = 1e-8;

  /** What is done with a gradient. */
  public enum Kind {
    /** Moments of it decide the step (Kingma and Ba, ICLR 2015), with decay rates .9 and .999. */
    ADAM,
    /** A step along it, or along its running sum with momentum. */
    SGD
  }

  public OptimiserSpec {
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weightDecay: expected at least 0, was " + weightDecay);
    }
    if (kind == null) {
      throw new IllegalArgumentException("kind: expected adam or sgd, was nothing");
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum: expected in [0, 1), was " + momentum);
    }
    if (kind == Kind.ADAM && momentum != 0) {
      throw new IllegalArgumentException("momentum: expected 0 with adam, whose own is 0.9, was " + momentum);
    }
  }

  /** Adam. */
  public OptimiserSpec(double weightDecay) {
    this(weightDecay, Kind.ADAM, 0);
  }

  /** Gradient descent with momentum. */
  public static OptimiserSpec sgd(double momentum, double weightDecay) {
    return new OptimiserSpec(weightDecay, Kind.SGD, momentum);
  }

  /** The same for DeepLearning4J, at rate 0 until somebody sets one. */
  IUpdater updater() {
    return kind == Kind.SGD ? new TorchSgd(0, momentum) : new TorchAdam(0, BETA1, BETA2, EPSILON);
  }

  /** Of Adam without its name: checkpoints from when there was no choice say so, and are still good. */
  @Override
  public String toString() {
    String settings = kind == Kind.ADAM ? "" : ", kind=%s, momentum=%s".formatted(kind, momentum);
    return "OptimiserSpec[weightDecay=%s%s]".formatted(weightDecay, settings);
  }
}
