package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Calibration;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      "  palimpsest privacy calibrate --target-epsilon 3 --delta 1e-5 --sampling-rate 0.01 --noise-multiplier 1.2",
      "  palimpsest privacy calibrate --target-epsilon 3 --delta 1e-5 --examples 60000 --batch-size 512 --epochs 40",
      "",
      Json.NUMBERS
    })
final class CalibrateCommand implements Callable<Integer> {

  @Option(names = "--target-epsilon", paramLabel = "EPSILON", required = true, description = "The budget.")
  private double targetEpsilon;

  @Option(names = "--delta", paramLabel = "DELTA", required = true, description = "The delta of (epsilon, delta).")
  private double delta;

  @Mixin private StepOptions run;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", description = "Find the steps for this noise.")
  private Double noiseMultiplier;

  @Option(
      names = "--accountant",
      paramLabel = "pld|rdp",
      defaultValue = "pld",
      description = "Whose epsilon (${DEFAULT-VALUE}).")
  private AccountantChoice choice;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if ((noiseMultiplier != null) == run.hasSteps()) {
      throw new ParameterException(
          spec.commandLine(), "expected either --noise-multiplier or a number of steps: the other is what is found");
    }
    Accountant accountant = choice.accountant;
    double q = run.samplingRate();
    SubsampledGaussian event;
    if (run.hasSteps()) {
      double sigma = Calibration.noiseMultiplier(accountant, targetEpsilon, delta, q, run.steps());
      event = new SubsampledGaussian(q, sigma, run.steps());
    } else {
      long steps = Calibration.steps(accountant, targetEpsilon, delta, q, noiseMultiplier);
      event = new SubsampledGaussian(q, noiseMultiplier, steps);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(values(event)));
    } else {
      out.printf(
          Locale.ROOT,
          "noise multiplier %s, %d steps: epsilon %.6f (%s) at delta %s, sampling rate %s%n",
          roundedUp(event.noiseMultiplier()),
          event.steps(),
          accountant.epsilon(List.of(event), delta),
          accountant.name(),
          delta,
          q);
    }
    return 0;
  }

  /** So that whoever types it again has no less noise. */
  private static String roundedUp(double sigma) {
    return new BigDecimal(sigma).setScale(6, RoundingMode.CEILING).toPlainString();
  }

  private Map<String, Object> values(SubsampledGaussian event) {
    List<SubsampledGaussian> events = List.of(event);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("noise_multiplier", event.noiseMultiplier());
    values.put("steps", event.steps());
    values.put("epsilon", choice.accountant.epsilon(events, delta));
    values.put("accountant", choice.accountant.name());
    for (AccountantChoice each : AccountantChoice.values()) {
      values.put(each.accountant.name(), Accounted.of(() -> each.accountant.epsilon(events, delta)).found());
    }
    values.put("target_epsilon", targetEpsilon);
    values.put("delta", delta);
    values.put("sampling_rate", event.samplingRate());
    return values;
  }

  /** Whose epsilon. */
  enum AccountantChoice {
    PLD(new Pld()),
    RDP(new Rdp());

    final Accountant accountant;

    AccountantChoice(Accountant accountant) {
      this.accountant = accountant;
    }
  }
}
