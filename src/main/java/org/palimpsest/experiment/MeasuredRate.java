package org.palimpsest.experiment;

import java.util.HashMap;
import java.util.Map;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;

/** Times a few training steps, once for each kind of learner and network. */
public final class MeasuredRate implements RateEstimate {

  private static final int WARM_UP = 3;
  private static final int STEPS = 3;

  private record Key(Class<? extends Method> method, NetworkSpec network, int batchSize) {}

  private final Map<Key, Double> measured = new HashMap<>();

  @Override
  public double secondsPerStep(Cell cell) {
    CellSpec spec = cell.spec();
    int batchSize = Math.min(spec.train().batchSize(), spec.pools().encoderTrain());
    return measured.computeIfAbsent(
        new Key(spec.method().getClass(), spec.network(), batchSize),
        key -> measure(new StepTimer(spec.network(), spec.method(), batchSize)));
  }

  private static double measure(StepTimer timer) {
    for (int i = 0; i < WARM_UP; i++) {
      timer.step();
    }
    double seconds = 0;
    for (int i = 0; i < STEPS; i++) {
      seconds += timer.step();
    }
    return seconds / STEPS;
  }
}
