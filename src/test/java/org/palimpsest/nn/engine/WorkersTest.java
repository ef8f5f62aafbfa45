package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void runsEveryTaskOnceInEveryCall(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int call = 0; call < 2000; call++) {
        int tasks = call % 7;
        AtomicIntegerArray counts = new AtomicIntegerArray(7);
        workers.run(tasks, (task, worker) -> {
          assertThat(worker).isBetween(0, threads - 1);
          counts.incrementAndGet(task);
        });
        for (int task = 0; task < 7; task++) {
          assertThat(counts.get(task)).isEqualTo(task < tasks ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aWorkerIndexBelongsToOneThread() {
    try (Workers workers = new Workers(3)) {
      ConcurrentHashMap<Integer, Thread> owners = new ConcurrentHashMap<>();
      workers.run(5000, (task, worker) ->
          assertThat(owners.computeIfAbsent(worker, w -> Thread.currentThread())).isSameAs(Thread.currentThread()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void throwsWhatATaskThrewAndGoesOnWorking(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertThatThrownBy(() -> workers.run(100, (task, worker) -> {
        if (task == 17) {
          throw new ArithmeticException("task 17");
        }
      })).isInstanceOf(ArithmeticException.class).hasMessage("task 17");
      AtomicIntegerArray counts = new AtomicIntegerArray(1);
      workers.run(10, (task, worker) -> counts.incrementAndGet(0));
      assertThat(counts.get(0)).isEqualTo(10);
    }
  }

  @Test
  void refusesNestedCallsNoThreadsAndWorkAfterClosing() {
    assertThatThrownBy(() -> new Workers(0)).hasMessageContaining("threads: expected at least 1, was 0");
    Workers workers = new Workers(2);
    assertThatThrownBy(() -> workers.run(2, (task, worker) -> workers.run(1, (t, w) -> { })))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("busy");
    workers.close();
    assertThatThrownBy(() -> workers.run(1, (task, worker) -> { })).isInstanceOf(IllegalStateException.class);
  }
}
