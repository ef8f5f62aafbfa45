package org.palimpsest.experiment;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/** The tasks of an experiment's conditions, each opened once. Safe for several threads. */
public final class Tasks {

  private final ExperimentSpec spec;
  private final DataHome home;
  private final Map<Key, Task> opened = new ConcurrentHashMap<>();

  private record Key(
      Dataset dataset, Condition condition, Protocol protocol, PoolSizes pools, long root) {}

  public Tasks(ExperimentSpec spec, DataHome home) {
    this.spec = spec;
    this.home = home;
  }

  /**
   * The task of one of the experiment's conditions.
   *
   * @throws org.palimpsest.data.DataException if files are missing or damaged
   * @throws IllegalArgumentException if the pools do not fit the data
   */
  public Task at(Condition condition) {
    return of(new Key(spec.dataset(), condition, spec.protocol(), spec.pools(), spec.seed()));
  }

  /** The task of a cell, which may be one that the experiment's cells start from. */
  Task of(CellSpec cell) {
    return of(new Key(cell.dataset(), cell.condition(), cell.protocol(), cell.pools(), cell.root()));
  }

  private Task of(Key key) {
    return opened.computeIfAbsent(
        key,
        k -> k.dataset().open(home, k.condition(), k.protocol(), k.pools(), new Seed(k.root()).derive("pools")));
  }

  /** The task of the experiment's first condition. */
  public Task first() {
    return at(spec.conditions().get(0));
  }
}
