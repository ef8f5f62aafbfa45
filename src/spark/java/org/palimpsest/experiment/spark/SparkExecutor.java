package org.palimpsest.experiment.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.palimpsest.AtomicFile;
import org.palimpsest.Failure;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridExecutor;
import org.palimpsest.experiment.GridOrder;
import org.palimpsest.experiment.Machine;

/**
 * Cells on the workers of a Spark cluster, a job of one task each, so that one that fails takes no other along.
 *
 * <p>Results do not depend on it: all random streams derive from a cell's spec, so that an attempt that was begun again,
 * or twice, leaves the same bits on processors of the same kind; where workers have another processor than this one, it
 * says so.
 */
final class SparkExecutor implements GridExecutor {

  /** Whether results are sent through Spark even where workers could write them: a setting beside Spark's own. */
  static final String COLLECTED = "spark.palimpsest.collected";

  private final GridOrder order;
  private final SparkConf conf;
  private final Map<String, Integer> cellsByProcessor = Collections.synchronizedMap(new TreeMap<>());

  SparkExecutor(GridOrder order, SparkConf conf) {
    this.order = order;
    this.conf = conf;
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("executor", "spark " + conf.get("spark.master"));
    facts.put("threads", Integer.toString(order.threads()));
    synchronized (cellsByProcessor) {
      cellsByProcessor.forEach((processor, cells) -> facts.merge(
          "workers", "%s (%d cells)".formatted(processor, cells), (a, b) -> a + "; " + b));
    }
    return facts;
  }

  /** Takes note of the processor that a cell was worked on with; returns whether it is a new one. */
  private boolean note(String processor) {
    return cellsByProcessor.merge(processor, 1, Integer::sum) == 1;
  }

  @Override
  public void run(Grid grid, Consumer<CellOutcome> outcomes) throws IOException {
    CellTask.Place place =
        new CellTask.Place(
            grid.results().toAbsolutePath().normalize().toString(), token(grid), Machine.code(),
            conf.getBoolean(COLLECTED, false));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      new SparkGrid(spark, order, place, grid, ended -> heard(grid, ended)).run(outcomes);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      // Spark is written in Scala and throws checked exceptions undeclared.
      throw new IOException("Spark: " + Failure.explain(e) + "; the same command goes on where this one stopped", e);
    }
  }

  private void heard(Grid grid, CellTask.Ended ended) {
    if (note(ended.processor()) && !ended.processor().equals(Machine.processor())) {
      grid.listener()
          .remark(
              ("%s: its processor is '%s', this one's is '%s': the last digits of its numbers may be others than here")
                  .formatted(ended.worker(), ended.processor(), Machine.processor()));
    }
  }

  /** By which workers know the folder; it stays, so that what an earlier driver's workers have kept is found again. */
  private static String token(Grid grid) throws IOException {
    Path file = grid.results().resolve(GridOrder.TOKEN);
    if (!Files.exists(file)) {
      AtomicFile.write(file, UUID.randomUUID().toString());
    }
    return Files.readString(file);
  }
}
