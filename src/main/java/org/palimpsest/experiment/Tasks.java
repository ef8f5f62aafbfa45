package org.palimpsest.experiment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/** The tasks of an experiment's conditions, each opened once. Safe for several threads. */
public final class Tasks {

  private final ExperimentSpec spec;
  private final DataHome home;
  private final Map<Condition, Task> opened = new ConcurrentHashMap<>();

  public Tasks(ExperimentSpec spec, DataHome home) {
    this.spec = spec;
    this.home = home;
  }

  /**
   * @throws org.palimpsest.data.DataException if files are missing or damaged
   * @throws IllegalArgumentException if the pools do not fit the data
   */
  public Task at(Condition condition) {
    return opened.computeIfAbsent(
        condition,
        at -> spec.dataset().open(home, at, spec.protocol(), spec.pools(), new Seed(spec.seed()).derive("pools")));
  }

  /** The task of the experiment's first condition. */
  public Task first() {
    return at(spec.conditions().get(0));
  }
}
