package org.palimpsest.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.random.Seed;

/**
 * A random order in which every stretch holds every stratum in proportion, to within one: systematic sampling. The
 * units that are ordered are rows, or all rows of a person together.
 *
 * @param rows in their order
 * @param starts (rows), the place in {@code rows} where each place's unit begins
 */
public record StratifiedOrder(int[] rows, int[] starts) {

  /**
   * @param stratum of a row; a unit has that of its first
   * @param unit a text that the rows of one unit share; empty where each row is one
   * @param seed decides the order
   */
  public static StratifiedOrder of(int[] rows, IntUnaryOperator stratum, IntFunction<String> unit, Seed seed) {
    Map<String, List<Integer>> units = new LinkedHashMap<>();
    for (int row : rows) {
      String name = unit.apply(row);
      units.computeIfAbsent(name.isEmpty() ? "row " + row : "unit " + name, n -> new ArrayList<>()).add(row);
    }
    SortedMap<Integer, List<List<Integer>>> strata = new TreeMap<>();
    for (List<Integer> members : units.values()) {
      strata.computeIfAbsent(stratum.applyAsInt(members.get(0)), s -> new ArrayList<>()).add(members);
    }
    List<Placed> placed = new ArrayList<>();
    strata.forEach((number, members) -> place(members, seed.derive("stratum", Integer.toString(number)), placed));
    placed.sort(Comparator.comparingDouble(Placed::at));
    int[] ordered = placed.stream().flatMap(p -> p.rows.stream()).mapToInt(row -> row).toArray();
    int[] starts = new int[ordered.length];
    int at = 0;
    for (Placed one : placed) {
      Arrays.fill(starts, at, at + one.rows.size(), at);
      at += one.rows.size();
    }
    return new StratifiedOrder(ordered, starts);
  }

  private record Placed(double at, List<Integer> rows) {}

  private static void place(List<List<Integer>> members, Seed seed, List<Placed> into) {
    RandomGenerator random = seed.generator();
    double phase = random.nextDouble();
    for (int left = members.size(); left > 0; left--) {
      List<Integer> chosen = members.set(random.nextInt(left), members.get(left - 1));
      into.add(new Placed((members.size() - left + phase) / members.size(), chosen));
    }
  }

  public int size() {
    return rows.length;
  }

  /**
   * The rows at places from..to, ascending. Of a unit that begins before {@code from} there are none, as others have
   * them.
   */
  public int[] stretch(int from, int to) {
    return IntStream.range(from, to).filter(i -> starts[i] >= from).map(i -> rows[i]).sorted().toArray();
  }

  /** The first place at or behind {@code place} where a unit begins; the size at the end. */
  public int unitFrom(int place) {
    int at = place;
    while (at < rows.length && starts[at] < place) {
      at++;
    }
    return at;
  }
}
