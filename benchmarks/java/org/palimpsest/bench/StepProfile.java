package org.palimpsest.bench;

import static org.palimpsest.bench.ScoreTable.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.nn.engine.MachineLimits;
import org.palimpsest.nn.engine.StepPart;
import org.palimpsest.nn.engine.fourier.StepWork;

/**
 * Where the time of a training step goes, from the scores of {@code StepParts}, beside what the arithmetic of each
 * part would take at the rate of large matrix products, and its bytes at the rate of the memory, both from
 * {@code MachineLimits}.
 *
 * @param rows those of the step, in its order
 * @param whole milliseconds of a step, mean over the runs for the layers
 * @param flopRate floating-point operations a millisecond
 * @param byteRate bytes a millisecond
 * @param forwardSweeps milliseconds of batch normalisation and ReLU by themselves, all layers; NaN if not measured
 * @param backwardSweeps likewise
 */
record StepProfile(
    List<Row> rows,
    int batch,
    double whole,
    double flopRate,
    double byteRate,
    double forwardSweeps,
    double backwardSweeps) {

  static final String BENCHMARK = "StepParts";

  /**
   * One part, in milliseconds a step.
   *
   * @param byLayer empty for a part that has no layers
   * @param arithmetic at the rate of matrix products
   * @param memory at the memory's rate
   */
  record Row(StepPart part, Map<Integer, Double> byLayer, double all, double arithmetic, double memory) {}

  StepProfile {
    rows = List.copyOf(rows);
  }

  /** Empty if the sitting did not look at parts. */
  static Optional<StepProfile> of(Sitting sitting) {
    Map<Integer, Score> layers = new TreeMap<>();
    for (Score score : sitting.scores()) {
      if (score.benchmark().equals(BENCHMARK)) {
        layers.put(Integer.valueOf(score.parameters().get("layer")), score);
      }
    }
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    double flopRate = MachineLimits.SGEMM_FLOPS / limit("sgemm", sitting);
    double byteRate = MachineLimits.TRIAD_BYTES / limit("triad", sitting);
    int batch = layers.get(1).batch().orElseThrow();
    List<Row> rows = new ArrayList<>();
    for (StepPart part : StepPart.values()) {
      if (!layers.get(1).counters().containsKey(part.counter())) {
        continue;
      }
      rows.add(part.ofLayers() ? ofLayers(part, layers, batch, flopRate, byteRate)
          : ofStep(part, layers, batch, flopRate, byteRate));
    }
    double whole = layers.values().stream().mapToDouble(Score::milliseconds).average().orElseThrow();
    return Optional.of(
        new StepProfile(
            rows, batch, whole, flopRate, byteRate, sweeps("forward", sitting), sweeps("backward", sitting)));
  }

  private static double sweeps(String method, Sitting sitting) {
    return sitting.scores().stream()
        .filter(s -> s.name().equals("Sweeps." + method))
        .mapToDouble(Score::milliseconds)
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  private static double limit(String method, Sitting sitting) {
    return sitting.scores().stream()
        .filter(s -> s.name().equals("MachineLimits." + method))
        .mapToDouble(Score::milliseconds)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: expected MachineLimits.%s beside StepParts, was none".formatted(sitting.name(), method)));
  }

  private static Row ofLayers(
      StepPart part, Map<Integer, Score> layers, int batch, double flopRate, double byteRate) {
    Map<Integer, Double> byLayer = new TreeMap<>();
    double arithmetic = 0;
    double memory = 0;
    for (Map.Entry<Integer, Score> layer : layers.entrySet()) {
      double time = perStep(part, layer.getValue());
      if (time > 0) {
        byLayer.put(layer.getKey(), time);
        StepWork work = StepWork.of(part, layer.getKey(), batch);
        arithmetic += work.flops() / flopRate;
        memory += work.bytes() / byteRate;
      }
    }
    double all = byLayer.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Row(part, byLayer, all, arithmetic, memory);
  }

  /** Every run saw these parts: their mean. */
  private static Row ofStep(
      StepPart part, Map<Integer, Score> layers, int batch, double flopRate, double byteRate) {
    double all = layers.values().stream().mapToDouble(s -> perStep(part, s)).average().orElseThrow();
    StepWork work = StepWork.of(part, 1, batch);
    return new Row(part, Map.of(), all, work.flops() / flopRate, work.bytes() / byteRate);
  }

  private static double perStep(StepPart part, Score score) {
    return score.counters().get(part.counter()) / score.counters().get("steps") / 1e6;
  }

  /** Milliseconds of all parts. */
  double sum() {
    return rows.stream().mapToDouble(Row::all).sum();
  }

  /** Markdown. */
  String table() {
    StringBuilder text = new StringBuilder("#### Where the step's time goes\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Batch %d. The parts, each from the run that looked at its layer, add up to %.0f ms; the whole step took"
                + " %.0f ms in these runs. Beside them what their arithmetic would take at the rate of large matrix"
                + " products here (%.0f GFLOP/s) and their bytes, each array once, at the memory's (%.1f GB/s).%n%n",
            batch, sum(), whole, flopRate / 1e6, byteRate / 1e6));
    if (!Double.isNaN(forwardSweeps)) {
      text.append(
          String.format(
              Locale.ROOT,
              "Batch normalisation and ReLU, which ride along with the transforms, take %.0f ms forward and %.0f ms"
                  + " backward by themselves (`Sweeps`).%n%n",
              forwardSweeps, backwardSweeps));
    }
    int layers = rows.stream().mapToInt(r -> r.byLayer().size()).max().orElse(0);
    text.append("| part, ms |");
    for (int layer = 1; layer <= layers; layer++) {
      text.append(" layer ").append(layer).append(" |");
    }
    text.append(" all | share | arithmetic | memory |\n|---|").append("---:|".repeat(layers + 4)).append('\n');
    for (Row row : rows) {
      text.append("| ").append(row.part().label()).append(" |");
      for (int layer = 1; layer <= layers; layer++) {
        Double time = row.byLayer().get(layer);
        text.append(time == null ? "|" : " " + number(time) + " |");
      }
      text.append(' ').append(number(row.all())).append(" | ");
      text.append(String.format(Locale.ROOT, "%.1f %% |", 100 * row.all() / sum()));
      text.append(limit(row.arithmetic())).append(limit(row.memory())).append('\n');
    }
    return text.append('\n').toString();
  }

  private static String limit(double time) {
    return time == 0 ? "|" : " " + number(time) + " |";
  }
}
