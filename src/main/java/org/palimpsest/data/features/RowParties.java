package org.palimpsest.data.features;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.StratifiedOrder;
import org.palimpsest.random.Seed;

/**
 * Who has which rows. A column may say so: {@code train} is for what is fitted beside attackers, {@code validation} (or
 * {@code attack}) for attackers, {@code test} for tests; without rows for attackers they have half of train. Without a
 * column a quarter is drawn for tests, of many rows {@value #MOST_TESTED}, and a third of the others for what is fitted,
 * in proportion to groups of target and private value. Where nothing is fitted beside them, attackers have all that is not for tests.
 *
 * @param fit the same rows as attack where nothing is fitted
 */
record RowParties(int[] fit, int[] attack, int[] test) {

  static final double DRAWN_TEST = 0.25;

  /** With so many rows an interval of accuracy is a third of a point wide on either side: more would only take time. */
  static final int MOST_TESTED = 100_000;

  private static final double DRAWN_FIT = 1.0 / 3;
  private static final double FIT_OF_TRAIN = 0.5;

  /**
   * @param lines of the table (N), one for each row
   * @param mostFitted as many rows as are fitted to at most; of more, so many are drawn
   * @param seed of what is drawn
   */
  static RowParties of(
      LabelTable table, int[] lines, Labels labels, Optional<String> split, Optional<String> group, boolean fits,
      int mostFitted, Seed seed) {
    Optional<String[]> groups = group.map(column -> table.column(column, "--group"));
    Draw draw =
        new Draw(labels, row -> groups.map(texts -> requireGroup(table, lines[row], group.get(), texts)).orElse(""));
    RowParties parties =
        split.isPresent()
            ? given(table, lines, split.get(), fits, draw, seed)
            : drawn(IntStream.range(0, lines.length).toArray(), fits, draw, seed);
    if (fits && parties.fit.length > mostFitted) {
      int[] some = draw.share(parties.fit, (double) mostFitted / parties.fit.length, seed.derive("fitted"))[0];
      parties = new RowParties(some, parties.attack, parties.test);
    }
    if (groups.isPresent()) {
      parties.requireNobodyTwice(table, lines, group.get(), groups.get());
    }
    for (Attribute attribute : List.of(labels.privateAttribute(), labels.target())) {
      int[] numbers = attribute == labels.target() ? labels.targets() : labels.privateAttributes();
      parties.requireEvery(table.file(), attribute, numbers);
    }
    return parties;
  }

  private static String requireGroup(LabelTable table, int line, String column, String[] texts) {
    if (texts[line].isEmpty()) {
      throw new DataException("%s: column %s: expected a group, was empty".formatted(table.place(line), column));
    }
    return texts[line];
  }

  /** Draws rows in proportion, those of a group together. */
  private record Draw(Labels labels, IntFunction<String> group) {

    /** A share of the rows, and the others. */
    int[][] share(int[] rows, double share, Seed seed) {
      StratifiedOrder order =
          StratifiedOrder.of(
              rows, row -> labels.targets()[row] * labels.privateAttribute().size() + labels.privateAttributes()[row],
              group, seed);
      int end = order.unitFrom((int) Math.max(1, Math.round(share * rows.length)));
      return new int[][] {order.stretch(0, end), order.stretch(end, order.size())};
    }
  }

  private static RowParties drawn(int[] rows, boolean fits, Draw draw, Seed seed) {
    int[][] test = draw.share(rows, Math.min(DRAWN_TEST, (double) MOST_TESTED / rows.length), seed.derive("test"));
    if (!fits) {
      return new RowParties(test[1], test[1], test[0]);
    }
    int[][] fit = draw.share(test[1], DRAWN_FIT, seed.derive("fit"));
    return new RowParties(fit[0], fit[1], test[0]);
  }

  private static RowParties given(
      LabelTable table, int[] lines, String column, boolean fits, Draw draw, Seed seed) {
    String[] texts = table.column(column, "--split");
    Map<String, int[]> named = new HashMap<>();
    String[] names = new String[lines.length];
    for (int row = 0; row < lines.length; row++) {
      names[row] =
          switch (texts[lines[row]].toLowerCase(Locale.ROOT)) {
            case "train", "fit" -> "train";
            case "validation", "valid", "val", "dev", "attack" -> "attack";
            case "test" -> "test";
            default ->
                throw new DataException(
                    "%s: column %s: expected train, validation (or attack) or test, was '%s'"
                        .formatted(table.place(lines[row]), column, texts[lines[row]]));
          };
    }
    for (String name : List.of("train", "attack", "test")) {
      named.put(name, IntStream.range(0, names.length).filter(row -> names[row].equals(name)).toArray());
    }
    int[] train = named.get("train");
    int[] attack = named.get("attack");
    int[] test = named.get("test");
    if (!fits) {
      int[] learns = attack.length > 0 ? attack : train;
      return new RowParties(learns, learns, test);
    } else if (attack.length > 0) {
      return new RowParties(train, attack, test);
    }
    int[][] halves = draw.share(train, FIT_OF_TRAIN, seed.derive("fit"));
    return new RowParties(halves[0], halves[1], test);
  }

  private void requireNobodyTwice(LabelTable table, int[] lines, String column, String[] groups) {
    Map<String, Integer> first = new HashMap<>();
    Map<String, String> party = new HashMap<>();
    Map<String, int[]> all = fit == attack ? Map.of("attack", attack, "test", test) : Map.of("train", fit, "attack", attack, "test", test);
    for (String name : all.keySet().stream().sorted().toList()) {
      for (int row : all.get(name)) {
        String group = groups[lines[row]];
        first.putIfAbsent(group, row);
        String before = party.putIfAbsent(group, name);
        if (before != null && !before.equals(name)) {
          throw new DataException(
              ("%s: column %s: expected all rows of '%s' on one side of the split, was for %s here and for %s in line"
                      + " %d; leave --split away and the groups are kept together")
                  .formatted(
                      table.place(lines[row]), column, group, name, before,
                      table.csv().lines().get(lines[first.get(group)]).number()));
        }
      }
    }
  }

  private void requireEvery(String file, Attribute attribute, int[] numbers) {
    Map<String, int[]> all = Map.of("for training", fit, "for attackers", attack, "for tests", test);
    for (String name : all.keySet().stream().sorted().toList()) {
      boolean[] seen = new boolean[attribute.size()];
      Arrays.stream(all.get(name)).forEach(row -> seen[numbers[row]] = true);
      for (int value = 0; value < seen.length; value++) {
        if (!seen[value]) {
          int wanted = value;
          throw new DataException(
              "%s: column %s: expected rows with '%s' %s, was none (of %d that have it); leave such rows out, or merge them with others"
                  .formatted(
                      file, attribute.name(), attribute.values().get(value), name,
                      Arrays.stream(numbers).filter(number -> number == wanted).count()));
        }
      }
    }
  }

  /** A line on who has how many rows. */
  String layout(Optional<String> split, Optional<String> group) {
    String who =
        fit == attack
            ? "%,d for attackers, %,d for tests".formatted(attack.length, test.length)
            : "%,d for erasers and the classifier of the target, %,d for attackers, %,d for tests"
                .formatted(fit.length, attack.length, test.length);
    return "rows: " + who + split.map(column -> ", as column " + column + " says").orElse(", drawn in proportion")
        + group.map(column -> ", those with the same " + column + " together").orElse("");
  }
}
