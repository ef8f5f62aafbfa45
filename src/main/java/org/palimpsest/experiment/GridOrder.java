package org.palimpsest.experiment;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.data.DataHome;

/**
 * An experiment as another machine is told of it: the text that was read here, to be read again there.
 *
 * @param name what error messages call the text
 * @param assignments laid over it
 * @param data the folder of datasets; a worker whose environment names one of its own looks there
 * @param threads that a cell is worked on with, at least 1
 */
public record GridOrder(String name, String yaml, List<String> assignments, String data, int threads)
    implements Serializable {

  /** The file by which a worker elsewhere knows a folder of results; a run that begins afresh makes a new one. */
  public static final String TOKEN = ".grid";

  public GridOrder {
    Require.that(threads >= 1, "threads", "at least 1", threads);
    assignments = List.copyOf(assignments);
  }

  /**
   * A network that is trained and has a place of its own in the results.
   *
   * @param isStart whether others start from it, so that it is trained but not measured
   */
  public record Item(Cell cell, boolean isStart) {

    /** Tells items of a grid from each other. */
    public String id() {
      return (isStart ? CellTraining.STARTS : KeptEpochs.SELECTED.folder()) + "/" + cell.id();
    }

    /** The item that this one starts from. */
    public Optional<Item> before() {
      return cell.spec().start() instanceof Start.After after
          ? Optional.of(new Item(new Cell("", after.cell()), true))
          : Optional.empty();
    }
  }

  /** All there is to train for some cells: each after the one it starts from, otherwise in the order of the cells. */
  public static List<Item> items(List<Cell> cells) {
    Map<String, Item> items = new LinkedHashMap<>();
    List<Item> measured = new ArrayList<>();
    for (Cell cell : cells) {
      Item item = new Item(cell, false);
      addStarts(item, items);
      measured.add(item);
    }
    measured.forEach(item -> items.put(item.id(), item));
    return List.copyOf(items.values());
  }

  private static void addStarts(Item item, Map<String, Item> items) {
    item.before().ifPresent(
        before -> {
          addStarts(before, items);
          items.putIfAbsent(before.id(), before);
        });
  }

  /** Reads the experiment where this runs. */
  ExperimentSpec read(DataHome home) {
    return new ExperimentReader(Catalogue.installed(), home).read(name, yaml, assignments);
  }

  /** Where this runs: the folder that the environment names, or else the order. */
  DataHome home() {
    boolean own = !System.getenv().getOrDefault(DataHome.VARIABLE, "").isBlank();
    return DataHome.resolve(own ? Optional.empty() : Optional.of(Path.of(data)));
  }
}
