package org.palimpsest.experiment.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.CellSpec;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.NetworkSpec;

/**
 * Times training steps, once for each kind of learner and network: the median of the second half of the steps that
 * fit into a few seconds, as the JVM compiles during the first.
 */
public final class MeasuredRate implements RateEstimate {

  private static final double PATIENCE_SECONDS = 6;
  private static final int FEWEST_STEPS = 4;

  private record Key(JsonNode work, NetworkSpec network, int batchSize) {}

  private final Map<Key, Double> measured = new HashMap<>();

  @Override
  public double secondsPerStep(Cell cell) {
    CellSpec spec = cell.spec();
    int batchSize = Math.min(spec.train().batchSize(), spec.pools().encoderTrain());
    Method method = cell.trains() ? spec.method() : new Vanilla();
    return measured.computeIfAbsent(
        new Key(work(method), spec.network(), batchSize),
        key -> measure(new StepTimer(spec.network(), method, batchSize)));
  }

  /** The method and its settings but for real numbers: weights and rates do not change how long a step takes. */
  static JsonNode work(Method method) {
    JsonNode settings = SpecJson.tree(method);
    dropReals(settings);
    return settings;
  }

  private static void dropReals(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(
          object.properties().stream().filter(e -> e.getValue().isDouble()).map(Map.Entry::getKey).toList());
    }
    node.forEach(MeasuredRate::dropReals);
  }

  private static double measure(StepTimer timer) {
    List<Double> seconds = new ArrayList<>();
    double total = 0;
    while (total < PATIENCE_SECONDS || seconds.size() < FEWEST_STEPS) {
      double step = timer.step();
      seconds.add(step);
      total += step;
    }
    List<Double> warm = seconds.stream().skip(seconds.size() / 2).sorted().toList();
    return warm.get(warm.size() / 2);
  }
}
