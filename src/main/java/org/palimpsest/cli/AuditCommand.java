package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.FlatClipping;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.SecureNoise;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.privacy.audit.AuditReport;
import org.palimpsest.privacy.audit.CanaryAudit;
import org.palimpsest.privacy.audit.Check;
import org.palimpsest.random.Seed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy audit}. */
@Command(
    name = "audit",
    description = {
      "Checks by experiment that sampling, clipping, noise and normalisation keep what the accountant claims.",
      "Exit code 1 if a claim is refuted. Each check fails by chance for one seed in a thousand."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest privacy audit", "  palimpsest privacy audit --secure --groups 1000"})
final class AuditCommand implements Callable<Integer> {

  private static final double CONFIDENCE = 0.95;

  @Option(names = "--sampling-rate", paramLabel = "Q", defaultValue = "0.02", description = "${DEFAULT-VALUE}.")
  private double samplingRate;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", defaultValue = "0.6", description = "${DEFAULT-VALUE}.")
  private double noiseMultiplier;

  @Option(
      names = "--steps",
      paramLabel = "T",
      defaultValue = "200",
      description = "Steps of each run (${DEFAULT-VALUE}).")
  private long steps;

  @Option(names = "--groups", paramLabel = "N", defaultValue = "400", description = "Runs (${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "100",
      description = "Canaries in each run; a coin decides which take part (${DEFAULT-VALUE}).")
  private int groupSize;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--secure", description = "Audit the noise from SecureRandom instead of the seeded one.")
  private boolean secure;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SubsampledGaussian claim = new SubsampledGaussian(samplingRate, noiseMultiplier, steps);
    Clipping clipping = new FlatClipping(1);
    CanaryAudit audit = new CanaryAudit(groups, groupSize, claim, clipping.sensitivity());
    Seed root = new Seed(seed);
    AuditReport report = audit.run((group, n, p) -> mechanism(clipping, root, group, n, p), root);
    print(spec.commandLine().getOut(), report);
    return report.passed() ? 0 : 1;
  }

  private NoisyStep mechanism(Clipping clipping, Seed root, int group, int population, int parameters) {
    Seed own = root.derive("mechanism").derive(group);
    Noise noise = secure ? new SecureNoise() : new SeededNoise(own);
    PoissonSampler sampler = new PoissonSampler(population, samplingRate * population, own);
    return new DpMechanism(sampler, clipping, noiseMultiplier, noise, parameters, Ledger.inMemory());
  }

  private static void print(PrintWriter out, AuditReport report) {
    out.printf("%-28s %9s %9s %9s %9s%n", "check", "claimed", "measured", "least", "most");
    for (Check check : report.checks()) {
      out.printf(
          Locale.ROOT,
          "%-28s %9.5f %9.5f %9s %9s  %s%n",
          check.name(),
          check.claimed(),
          check.measured(),
          bound(check.low()),
          bound(check.high()),
          check.passed() ? "ok" : "REFUTED");
    }
    out.printf(
        Locale.ROOT,
        "epsilon %.4f (pld) at delta %s; attack on %d canaries, %d of %d guesses right: epsilon at least %.2f at 95 %%"
            + " (%.2f if all were right)%n",
        report.epsilon(),
        report.delta(),
        report.oneRun().canaries(),
        report.oneRun().correct(),
        report.oneRun().guesses(),
        report.oneRun().lowerBound(report.delta(), CONFIDENCE),
        report.oneRun().ceiling(report.delta(), CONFIDENCE));
    out.println(report.passed() ? "nothing contradicts the claim" : "THE CLAIM IS REFUTED");
  }

  private static String bound(double value) {
    return Double.isInfinite(value) ? "" : String.format(Locale.ROOT, "%.5f", value);
  }
}
