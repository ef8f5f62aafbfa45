package org.palimpsest.experiment.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.CellParcel;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridExecutor.Grid;
import org.palimpsest.experiment.GridOrder;
import org.palimpsest.experiment.GridOrder.Item;
import org.palimpsest.experiment.RunListener;
import scala.jdk.javaapi.CollectionConverters;

/** One run of a grid on a cluster, as its driver sees it: what waits, what is given out, what has ended. */
final class SparkGrid {

  private static final long LOOK_MILLISECONDS = 100;
  private static final long PATIENCE_SECONDS = 30;

  private final JavaSparkContext spark;
  private final GridOrder order;
  private final CellTask.Place place;
  private final Grid grid;
  private final Consumer<CellTask.Ended> endings;
  private final Map<String, Item> waiting = new LinkedHashMap<>();
  private final Map<String, GivenOut> givenOut = new LinkedHashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final Map<Long, String> itemsByProgress = new HashMap<>();
  private final Map<String, Broadcast<byte[]>> parcels = new HashMap<>();
  private final ConcurrentLinkedQueue<Runnable> news = new ConcurrentLinkedQueue<>();
  private long lastSign = System.nanoTime();

  private record GivenOut(Item item, JavaFutureAction<List<CellTask.Ended>> result, Told told) {}

  /** How much of an attempt's progress has been told. */
  private static final class Told {
    private long attempt = -1;
    private int events;
  }

  /** @param endings hears of every item that a worker is done with */
  SparkGrid(
      JavaSparkContext spark, GridOrder order, CellTask.Place place, Grid grid, Consumer<CellTask.Ended> endings) {
    this.spark = spark;
    this.order = order;
    this.place = place;
    this.grid = grid;
    this.endings = endings;
  }

  void run(Consumer<CellOutcome> outcomes) throws Exception {
    spark.sc().addSparkListener(listener());
    List<Cell> left = new ArrayList<>();
    for (Cell cell : grid.cells()) {
      if (grid.work().isFinished(cell)) {
        outcomes.accept(CellOutcome.skipped(cell));
      } else {
        left.add(cell);
      }
    }
    GridOrder.items(left).forEach(item -> waiting.put(item.id(), item));
    while (!waiting.isEmpty() || !givenOut.isEmpty()) {
      giveOut();
      tellNews();
      takeEnded(outcomes);
      if (spark.sc().isStopped()) {
        throw new IOException("the cluster has let go of this run");
      }
      sayIfNobodyWorks();
      Thread.sleep(LOOK_MILLISECONDS);
    }
  }

  /** Gives out all items whose start, if any, has come to its end, be it a bad one: they say what was wrong with it. */
  private void giveOut() throws IOException {
    for (Iterator<Item> items = waiting.values().iterator(); items.hasNext(); ) {
      Item item = items.next();
      Optional<Item> before = item.before();
      if (before.isPresent() && !ended.contains(before.get().id())) {
        continue;
      }
      items.remove();
      CellProgress progress = new CellProgress();
      spark.sc().register(progress, item.id());
      itemsByProgress.put(progress.id(), item.id());
      CellTask task = new CellTask(order, item.id(), place, toSend(item), !spark.isLocal(), progress);
      spark.setJobDescription(item.cell().label());
      JavaFutureAction<List<CellTask.Ended>> result = spark.parallelize(List.of(0), 1).map(task).collectAsync();
      givenOut.put(item.id(), new GivenOut(item, result, new Told()));
    }
  }

  /** What there is here of an item and of those before it; a worker that sees the folder does not ask for it. */
  private List<CellTask.Sent> toSend(Item item) throws IOException {
    ArrayDeque<CellTask.Sent> sent = new ArrayDeque<>();
    Path results = Path.of(place.results());
    for (Optional<Item> at = Optional.of(item); at.isPresent(); at = at.get().before()) {
      String id = at.get().id();
      if (Files.exists(results.resolve(id))) {
        if (!parcels.containsKey(id)) {
          parcels.put(id, spark.broadcast(CellParcel.pack(results, at.get())));
        }
        sent.addFirst(new CellTask.Sent(id, parcels.get(id)));
      }
    }
    return new ArrayList<>(sent);
  }

  private void takeEnded(Consumer<CellOutcome> outcomes) throws Exception {
    for (Iterator<GivenOut> all = givenOut.values().iterator(); all.hasNext(); ) {
      GivenOut given = all.next();
      if (given.result().isDone()) {
        all.remove();
        lastSign = System.nanoTime();
        CellOutcome outcome = outcome(given);
        ended.add(given.item().id());
        if (!given.item().isStart()) {
          drop(given.item());
          outcomes.accept(outcome);
        } else if (outcome.fate() == CellOutcome.Fate.FAILED) {
          grid.listener().remark("a network that others start from: " + outcome.message());
        }
      }
    }
  }

  private CellOutcome outcome(GivenOut given) throws Exception {
    Item item = given.item();
    try {
      CellTask.Ended result = given.result().get().get(0);
      tell(given, result.heard());
      endings.accept(result);
      if (result.parcel().length > 0) {
        CellParcel.unpack(result.parcel(), Path.of(place.results()), item);
      }
      return new CellOutcome(item.cell(), result.fate(), result.seconds(), result.message());
    } catch (ExecutionException e) {
      if (spark.sc().isStopped()) {
        throw new IOException("the cluster has let go of this run", e);
      }
      String why = "given up by Spark: " + firstLines(e.getCause());
      return item.isStart() ? CellOutcome.failed(item.cell(), why) : grid.work().giveUp(item.cell(), why);
    }
  }

  private static String firstLines(Throwable error) {
    return error.getMessage().lines().limit(2).reduce((a, b) -> a + " " + b).orElse("");
  }

  private void drop(Item item) {
    Optional.ofNullable(parcels.remove(item.id())).ifPresent(Broadcast::destroy);
  }

  /** Hears on Spark's threads, tells on this one. */
  private SparkListener listener() {
    return new SparkListener() {
      @Override
      public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
            .forEach(task -> CollectionConverters.asJava(task._4()).forEach(info -> news.add(() -> tell(info))));
      }

      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof ExceptionFailure failure) {
          String why = failure.description().lines().findFirst().orElse("");
          String what = "%s, executor %s: an attempt has failed: %s".formatted(end.taskInfo().host(), end.taskInfo().executorId(), why);
          news.add(() -> grid.listener().remark(what));
        }
      }

      @Override
      public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        String what = "executor " + removed.executorId() + " is gone: " + removed.reason().lines().findFirst().orElse("");
        news.add(() -> grid.listener().remark(what));
      }
    };
  }

  private void tellNews() {
    for (Runnable told = news.poll(); told != null; told = news.poll()) {
      told.run();
    }
  }

  private void tell(AccumulableInfo info) {
    GivenOut given = givenOut.get(itemsByProgress.getOrDefault(info.id(), ""));
    if (given != null && info.update().isDefined() && info.update().get() instanceof CellProgress.Picture picture) {
      tell(given, picture);
    }
  }

  /** Tells what is new in a picture of an item's progress. */
  private void tell(GivenOut given, CellProgress.Picture picture) {
    lastSign = System.nanoTime();
    Told told = given.told();
    if (picture.attempt() < told.attempt) {
      return; // Of an attempt that was given up, and goes on without knowing it.
    }
    if (picture.attempt() > told.attempt) {
      told.attempt = picture.attempt();
      told.events = 0;
    }
    RunListener listener = grid.listener();
    for (; told.events < picture.events().size(); told.events++) {
      picture.events().get(told.events).tell(listener, given.item().cell());
    }
    CellProgress.Step step = picture.step();
    if (step.step() > 0) {
      listener.step(given.item().cell(), step.epoch(), step.step(), step.stepsPerEpoch());
    }
  }

  private void sayIfNobodyWorks() {
    boolean none = spark.statusTracker().getExecutorInfos().length <= 1 && !spark.isLocal();
    if (none && System.nanoTime() - lastSign > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      lastSign = System.nanoTime();
      grid.listener()
          .remark(
              "no executor: does %s have a worker with %s cores and %s of memory free?"
                  .formatted(
                      spark.master(), spark.getConf().get("spark.executor.cores"),
                      spark.getConf().get("spark.executor.memory")));
    }
  }
}
