package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.SamplingSeed;
import org.palimpsest.privacy.SecureNoise;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.privacy.audit.AuditReport;
import org.palimpsest.privacy.audit.CanaryAudit;
import org.palimpsest.privacy.audit.FairerSteps;
import org.palimpsest.random.Seed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy audit}. */
@Command(
    name = "audit",
    description = {
      "Checks by experiment that sampling, clipping, noise and normalisation keep what the accountant claims.",
      "Exit code 1 if a claim is refuted. Each check fails by chance for one seed in a thousand."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy audit",
      "  palimpsest privacy audit --secure --groups 1000",
      "  palimpsest privacy audit --minority-weight 4",
      "  palimpsest privacy audit --counts 0.4 --groups 4000 --steps 20",
      "",
      Json.NUMBERS
    })
final class AuditCommand implements Callable<Integer> {

  @Option(names = "--sampling-rate", paramLabel = "Q", defaultValue = "0.02",
      description = "The chance of an example to enter a step (${DEFAULT-VALUE}).")
  private double samplingRate;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", defaultValue = "0.6",
      description = "Noise per clipping norm (${DEFAULT-VALUE}).")
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
      description = "Canaries in each run; a coin decides which take part (100; with --counts 2, as all of a run share it).")
  private Integer groupSize;

  @Option(
      names = "--minority-weight",
      paramLabel = "W",
      description = "Canaries are a tenth of the examples and drawn W times as often, at the sampling rate given.")
  private Double minorityWeight;

  @Option(
      names = "--counts",
      paramLabel = "SIGMA",
      description = "The bound adapts, and the count of short gradients is released with this noise, out of the same draw.")
  private Double countNoise;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Of coins, batches and noise (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--secure", description = "Audit the noise from SecureRandom instead of the seeded one.")
  private boolean secure;

  @Option(
      names = "--delta",
      paramLabel = "DELTA",
      defaultValue = "1e-5",
      description = "Where epsilon is reported; the checks do not depend on it (${DEFAULT-VALUE}).")
  private double delta;

  @Option(
      names = "--confidence",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "Of the attack's lower bound on epsilon; each check has 0.999 (${DEFAULT-VALUE}).")
  private double confidence;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(confidence > 0 && confidence < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--confidence: expected inside (0, 1), was " + confidence);
    }
    SubsampledGaussian claim = new SubsampledGaussian(samplingRate, noiseMultiplier, steps);
    requireOneKind();
    int size = groupSize != null ? groupSize : countNoise != null ? FairerSteps.COUNTED_GROUP : 100;
    CanaryAudit audit = new CanaryAudit(groups, size, claim, 1, delta);
    Seed root = new Seed(seed);
    AuditReport report = audit.run((group, n, p) -> mechanism(claim, root, group, n, p), root);
    AuditFindings found = new AuditFindings(report, confidence);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(found.values()));
    } else {
      found.lines().forEach(out::println);
    }
    return report.passed() ? 0 : 1;
  }

  private void requireOneKind() {
    if (minorityWeight != null && countNoise != null) {
      throw new ParameterException(spec.commandLine(), "--counts: expected none with --minority-weight, was " + countNoise);
    }
    if (minorityWeight != null && !(minorityWeight >= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--minority-weight: expected at least 1, was " + minorityWeight);
    }
    if (countNoise != null && groupSize != null && groupSize != FairerSteps.COUNTED_GROUP) {
      throw new ParameterException(
          spec.commandLine(), "--group-size: expected %d with --counts, was %d".formatted(FairerSteps.COUNTED_GROUP, groupSize));
    }
  }

  private NoisyStep mechanism(SubsampledGaussian claim, Seed root, int group, int population, int parameters) {
    Seed own = root.derive("mechanism").derive(group);
    Noise noise = secure ? new SecureNoise() : new SeededNoise(own);
    Clipping clipping = new FlatClipping(1);
    if (minorityWeight != null) {
      return FairerSteps.minority(
          population, minorityWeight, claim, clipping, noise, parameters, SamplingSeed.known(own));
    }
    PoissonSampler sampler = new PoissonSampler(population, samplingRate * population, own);
    return countNoise != null
        ? FairerSteps.counted(sampler, claim, countNoise, noise, parameters)
        : new DpMechanism(sampler, clipping, noiseMultiplier, noise, parameters, Ledger.inMemory());
  }
}
