package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridExecutor.Grid;
import org.palimpsest.experiment.GridOrder.Item;
import org.palimpsest.experiment.cost.JobsRule;
import org.palimpsest.nn.engine.Engine;

/** Cells side by side, and cells whose experiment is known by its text alone: the same bytes as one after the other. */
class SideBySideTest {

  private static final DataHome HOME = new DataHome(Path.of("none"), "test");

  private static final String TEXT =
      """
      name: beside
      title: Side by side
      digits: drawn
      pools: {encoderTrain: 60, validation: 20, attackTrain: 40, test: 40}
      network: {widths: [4], kernelSize: 5}
      train: {epochs: 2, batchSize: 20}
      rho: [.9]
      methods:
        - vanilla
        - {method: end, alpha: 3}
        - {method: vanilla, start: {condition: 1, train: {epochs: 2}}}
      attackers: [balanced]
      seeds: 2
      """;

  private static final GridOrder ORDER = new GridOrder("beside.yaml", TEXT, List.of(), "none", 1);

  @TempDir private Path folder;

  @Test
  void twoAtATimeLeaveTheSameBytes() throws IOException {
    run("one", new LocalExecutor(1));
    run("two", new LocalExecutor(2));
    assertThat(Files.mismatch(folder.resolve("one/runs.csv"), folder.resolve("two/runs.csv"))).isEqualTo(-1);
    assertThat(Files.readString(folder.resolve("two/provenance.json"))).contains("\"jobs\" : \"2\"");
  }

  @Test
  void twoAreInDeedAtWorkAtATime() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    List<Cell> cells = spec().grid().subList(0, 2);
    CellWork meets =
        work(
            cell -> {
              both.countDown();
              try {
                assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            });
    List<Cell> ended = new ArrayList<>();
    new LocalExecutor(2).run(grid(cells, meets), outcome -> ended.add(outcome.cell()));
    assertThat(ended).containsExactlyInAnyOrderElementsOf(cells);
  }

  @Test
  void anErrorEndsTheWorkAndIsPassedOn() {
    Set<String> begun = new HashSet<>();
    CellWork fails =
        work(
            cell -> {
              synchronized (begun) {
                begun.add(cell.id());
              }
              throw new IOException("the disk is full");
            });
    assertThatThrownBy(() -> new LocalExecutor(2).run(grid(spec().grid(), fails), outcome -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
    assertThat(begun).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void startsComeBeforeWhatStartsFromThem() {
    List<Item> items = GridOrder.items(spec().grid());
    assertThat(items).hasSize(8);
    assertThat(items.subList(0, 2)).allMatch(Item::isStart);
    assertThat(items.subList(2, 8).stream().map(Item::cell)).containsExactlyElementsOf(spec().grid());
    assertThat(items.get(7).before()).contains(items.get(1));
    assertThat(items.get(2).before()).isEmpty();
  }

  /** As on a cluster whose workers share no disk: every item in a folder of its own, sent in parcels. */
  @Test
  void aWorkerToldByTextAloneLeavesTheSameBytes() throws IOException {
    run("here", new LocalExecutor(1));
    Path results = folder.resolve("sent");
    for (Item item : GridOrder.items(spec().grid())) {
      Path own = folder.resolve("worker-" + item.cell().id());
      GridWorker worker = GridWorker.of(ORDER);
      Item there = worker.item(item.id());
      if (item.before().isPresent()) {
        byte[] start = CellParcel.pack(results, item.before().get());
        CellParcel.unpackIfNothing(() -> start, own, there.before().orElseThrow());
      }
      assertThat(worker.run(there, own, new RunListener() {}, error -> true).fate()).isEqualTo(CellOutcome.Fate.FINISHED);
      CellParcel.unpack(CellParcel.pack(own, there), results, item);
    }
    new Runner(spec(), HOME, results, new RunListener() {}).run(new Provenance("test", Map.of()), false);
    assertThat(Files.mismatch(folder.resolve("here/runs.csv"), results.resolve("runs.csv"))).isEqualTo(-1);
    assertThatThrownBy(() -> GridWorker.of(ORDER).item("cells/0123456789ab"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("are its data in");
  }

  @Test
  void aParcelTakesThePlaceOfWhatWasThere() throws IOException {
    Item item = new Item(spec().grid().get(0), false);
    Path from = folder.resolve("from");
    Path to = folder.resolve("to");
    write(from, item, "model", "new");
    write(from, item, "features/a.features", "large");
    write(to, item, "model", "old");
    write(to, item, "training/epoch-1", "old");
    CellParcel.unpack(CellParcel.pack(from, item), to, item);
    assertThat(to.resolve(item.id()).resolve("model")).hasContent("new");
    assertThat(to.resolve(item.id()).resolve("training/epoch-1")).doesNotExist();
    assertThat(to.resolve(item.id()).resolve("features")).doesNotExist();
    Item other = new Item(spec().grid().get(1), false);
    assertThatThrownBy(() -> CellParcel.unpack(CellParcel.pack(from, item), to, other))
        .hasMessageContaining("expected a file of " + other.id());
  }

  @Test
  void theRuleLeavesOneCellAloneAndLooksAtMemory() {
    List<Cell> cells = spec().grid();
    assertThat(JobsRule.of(cells, 1, 1L << 30)).isEqualTo(new JobsRule.Choice(1, ""));
    assertThat(JobsRule.of(cells.subList(0, 1), 2, 1L << 30)).isEqualTo(new JobsRule.Choice(1, ""));
    assertThat(JobsRule.of(cells, 2, 1L << 20).jobs()).isEqualTo(1);
    JobsRule.Choice choice = JobsRule.of(cells, 2, 8L << 30);
    assertThat(choice.jobs()).isBetween(1, 2);
    assertThat(choice.why()).contains("times as fast on 2 threads");
  }

  @Test
  void aTeamOfItsOwnEndsWithTheWork() {
    assertThat(Engine.<Integer, RuntimeException>aside(3, () -> Engine.<Integer, RuntimeException>aside(1, () -> 7))).isEqualTo(7);
    assertThatThrownBy(() -> Engine.aside(0, () -> 7)).hasMessageContaining("threads: expected at least 1, was 0");
  }

  private static void write(Path results, Item item, String name, String text) throws IOException {
    Path file = results.resolve(item.id()).resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private interface Does {
    void with(Cell cell) throws IOException;
  }

  private static CellWork work(Does does) {
    return new CellWork() {
      @Override
      public CellOutcome run(Cell cell) throws IOException {
        does.with(cell);
        return CellOutcome.finished(cell, 1);
      }

      @Override
      public boolean isFinished(Cell cell) {
        return false;
      }

      @Override
      public CellOutcome giveUp(Cell cell, String why) {
        return CellOutcome.failed(cell, why);
      }
    };
  }

  private Grid grid(List<Cell> cells, CellWork work) {
    return new Grid(cells, work, new RunListener() {}, folder);
  }

  private void run(String name, LocalExecutor executor) throws IOException {
    new Runner(spec(), HOME, folder.resolve(name), new RunListener() {})
        .run(new Provenance("test", Map.of()), false, executor);
  }

  private static ExperimentSpec spec() {
    return new ExperimentReader(Catalogue.standard(), HOME).read(ORDER.name(), TEXT, List.of());
  }
}
