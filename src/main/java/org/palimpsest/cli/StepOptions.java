package org.palimpsest.cli;

import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often and how probably an example takes part, for the commands on privacy. */
final class StepOptions {

  @Option(names = "--sampling-rate", paramLabel = "Q", description = "The chance of an example to enter a step.")
  private Double samplingRate;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Instead of Q, with --batch-size: Q = L / N, as training on N examples has it.")
  private Integer examples;

  @Option(names = "--batch-size", paramLabel = "L", description = "The expected number of examples in a step.")
  private Integer batchSize;

  @Option(names = "--steps", paramLabel = "T", description = "Steps.")
  private Long steps;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = {
        "Instead of steps. With --examples, whole epochs of N / L steps to the nearest whole number, as training",
        "takes them; with --sampling-rate, E / Q steps, rounded up, which may be more than a run's."
      })
  private Double epochs;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Whether a number of steps was asked for. */
  boolean hasSteps() {
    return steps != null || epochs != null;
  }

  /** q. */
  double samplingRate() {
    boolean byExamples = examples != null || batchSize != null;
    if (!byExamples) {
      return required("--sampling-rate", samplingRate);
    }
    if (samplingRate != null) {
      throw wrong("expected either --sampling-rate or --examples and --batch-size");
    }
    int n = required("--examples", examples);
    int size = required("--batch-size", batchSize);
    if (size < 1 || size > n) {
      throw wrong("--batch-size: expected in 1..examples = %d, was %d".formatted(n, size));
    }
    return (double) size / n;
  }

  /** T. */
  long steps() {
    if ((steps != null) == (epochs != null)) {
      throw wrong("expected either --steps or --epochs");
    }
    if (steps != null) {
      return steps;
    }
    double q = samplingRate();
    if (!(epochs > 0 && q > 0)) {
      throw wrong("--epochs: expected above 0, at a sampling rate above 0, was " + epochs);
    }
    if (examples == null) {
      return whole("E / Q", Math.ceil(epochs / q - 1e-9));
    }
    if (epochs != Math.rint(epochs)) {
      throw wrong("--epochs: expected a whole number with --examples, was " + epochs);
    }
    return whole("E times the steps of an epoch", epochs * Sampler.stepsPerEpoch(examples, batchSize));
  }

  private long whole(String product, double steps) {
    if (!(steps <= SubsampledGaussian.MOST_STEPS)) {
      throw wrong("--epochs: expected %s of at most 2^53 steps, was %s".formatted(product, steps));
    }
    return (long) steps;
  }

  /** The value of an option that this use of the command needs. */
  <T> T required(String option, T value) {
    if (value == null) {
      throw wrong("Missing required option: '" + option + "'");
    }
    return value;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
