package org.palimpsest.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.hipparchus.stat.descriptive.rank.Median;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.cost.StepTimer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest bench training-step}. */
@Command(
    name = "training-step",
    description = {
      "Tells how many images a second the published 7x7 network is trained on, and the memory that it takes.",
      "Warm-up counts a third of the time; the figures are from the rest: the median step, the mean allocation."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest bench training-step", "  palimpsest bench training-step --batch 32 --threads 1 --json"})
final class TrainingStepCommand implements Callable<Integer> {

  private static final double WARM_UP_SHARE = 1 / 3.0;
  private static final int FEWEST_STEPS = 3;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "256", description = "Images a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(names = "--threads", paramLabel = "N", description = "Threads; by default one per processor.")
  private Integer threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long to measure (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    require(batch >= 1, "--batch", "at least 1", batch);
    require(seconds > 0, "--seconds", "above 0", seconds);
    if (threads != null) {
      Machine.useThreads(threads);
    }
    StepTimer timer = StepTimer.published(batch);
    Measured measured = measure(timer);
    int steps = measured.seconds().length;
    double median = new Median().evaluate(measured.seconds());
    OptionalLong peak = Memory.peakResidentBytes();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("samples_per_second", batch / median);
    result.put("median_step_seconds", median);
    result.put("steps", steps);
    result.put("heap_bytes_per_step", measured.heapBytesPerStep());
    peak.ifPresent(bytes -> result.put("peak_resident_bytes", bytes));
    result.put("batch", batch);
    result.put("network", timer.network());
    result.putAll(Machine.engine());
    result.putAll(Machine.describe());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } else {
      out.printf(
          Locale.ROOT,
          "%.0f samples/s: %s, batch %d, median of %d steps of %.3f s%n",
          batch / median,
          timer.network(),
          batch,
          steps,
          median);
      out.printf(Locale.ROOT, "%-16s %.2f MB a step%n", "heap allocation", measured.heapBytesPerStep() / 1e6);
      peak.ifPresent(bytes -> out.printf(Locale.ROOT, "%-16s %.2f GB at most%n", "process memory", bytes / 1e9));
      Machine.engine().forEach((name, value) -> out.printf("%-16s %s%n", name, value));
    }
    return 0;
  }

  /** Steps after warm-up. */
  private record Measured(double[] seconds, long heapBytesPerStep) {}

  private Measured measure(StepTimer timer) {
    long start = System.nanoTime();
    List<Double> counted = new ArrayList<>();
    double elapsed = 0;
    long allocated = 0;
    while (elapsed < seconds || counted.size() < FEWEST_STEPS) {
      boolean warm = elapsed > seconds * WARM_UP_SHARE;
      if (warm && counted.isEmpty()) {
        allocated = Memory.allocatedBytes();
      }
      double step = timer.step();
      if (warm) {
        counted.add(step);
      }
      elapsed = (System.nanoTime() - start) / 1e9;
    }
    long heapBytesPerStep = (Memory.allocatedBytes() - allocated) / counted.size();
    return new Measured(counted.stream().mapToDouble(Double::doubleValue).toArray(), heapBytesPerStep);
  }

  private void require(boolean holds, String option, String bound, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected %s, was %s".formatted(option, bound, value));
    }
  }
}
