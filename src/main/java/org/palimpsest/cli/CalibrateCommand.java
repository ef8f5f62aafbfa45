package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Calibration;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy calibrate}. */
@Command(
    name = "calibrate",
    description = {
      "The least noise for a number of steps, or the most steps for a noise, within a target epsilon.",
      "The target is never exceeded; the noise multiplier is within 0.01 %% of the least."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy calibrate --target-epsilon 3 --delta 1e-5 --sampling-rate 0.01 --epochs 40",
      "  palimpsest privacy calibrate --target-epsilon 3 --delta 1e-5 --sampling-rate 0.01 --noise-multiplier 1.2"
    })
final class CalibrateCommand implements Callable<Integer> {

  @Option(names = "--target-epsilon", paramLabel = "EPSILON", required = true, description = "The budget.")
  private double targetEpsilon;

  @Option(names = "--delta", paramLabel = "DELTA", required = true, description = "The delta of (epsilon, delta).")
  private double delta;

  @Option(
      names = "--sampling-rate",
      paramLabel = "Q",
      required = true,
      description = "The chance of an example to enter a step.")
  private double samplingRate;

  @Option(names = "--steps", paramLabel = "T", description = "Find the noise for this many steps.")
  private Long steps;

  @Option(names = "--epochs", paramLabel = "E", description = "Instead of steps: E / Q of them, rounded up.")
  private Double epochs;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", description = "Find the steps for this noise.")
  private Double noiseMultiplier;

  @Option(
      names = "--accountant",
      paramLabel = "pld|rdp",
      defaultValue = "pld",
      description = "Whose epsilon (${DEFAULT-VALUE}).")
  private PrivacyOptions.Method method;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Accountant accountant = method.accountant;
    double sigma;
    long count;
    if (noiseMultiplier != null && steps == null && epochs == null) {
      sigma = noiseMultiplier;
      count = Calibration.steps(accountant, targetEpsilon, delta, samplingRate, sigma);
    } else {
      count = PrivacyOptions.steps(spec, steps, epochs, samplingRate);
      sigma = Calibration.noiseMultiplier(accountant, targetEpsilon, delta, samplingRate, count);
    }
    double epsilon = accountant.epsilon(List.of(new SubsampledGaussian(samplingRate, sigma, count)), delta);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("noise_multiplier", sigma);
      values.put("steps", count);
      values.put("epsilon", epsilon);
      values.put("accountant", accountant.name());
      values.put("target_epsilon", targetEpsilon);
      values.put("delta", delta);
      values.put("sampling_rate", samplingRate);
      PrivacyOptions.print(out, values);
    } else {
      out.printf(
          Locale.ROOT,
          "noise multiplier %.6f, %d steps: epsilon %.6f (%s) at delta %s, sampling rate %s%n",
          sigma,
          count,
          epsilon,
          accountant.name(),
          delta,
          samplingRate);
    }
    return 0;
  }
}
