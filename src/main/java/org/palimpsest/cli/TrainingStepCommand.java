package org.palimpsest.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hipparchus.stat.descriptive.rank.Median;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.StepTimer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest bench training-step}. */
@Command(
    name = "training-step",
    description = {
      "Samples a second of plain training of the published 7x7 network.",
      "Warm-up counts a third of the time; the figure is from the median step of the rest."
    })
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
    double[] steps = measure(timer);
    double median = new Median().evaluate(steps);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("samples_per_second", batch / median);
    result.put("median_step_seconds", median);
    result.put("steps", steps.length);
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
          steps.length,
          median);
      Machine.engine().forEach((name, value) -> out.printf("%-16s %s%n", name, value));
    }
    return 0;
  }

  private double[] measure(StepTimer timer) {
    long start = System.nanoTime();
    List<Double> counted = new ArrayList<>();
    double elapsed = 0;
    while (elapsed < seconds || counted.size() < FEWEST_STEPS) {
      double step = timer.step();
      elapsed = (System.nanoTime() - start) / 1e9;
      if (elapsed > seconds * WARM_UP_SHARE) {
        counted.add(step);
      }
    }
    return counted.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void require(boolean holds, String option, String bound, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s: expected %s, was %s".formatted(option, bound, value));
    }
  }
}
