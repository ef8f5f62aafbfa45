package org.palimpsest.data.xray;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.StratifiedOrder;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.random.Seed;

/**
 * The scans of the two classes that the paper tells apart, of people whose sex is known, and how they are divided: 85 %
 * for training, 5 % for validation, 10 % for testing, in proportion to the groups of class and sex.
 *
 * @param scans those that are used, in the table's order
 */
record SiimImages(SiimTable table, SiimData.Split split, List<SiimScan> scans, NaturalImages natural) {

  static final Attribute APPEARANCE = Attribute.of("appearance", "appearance", List.of("negative", "typical"));
  static final Attribute SEX = Attribute.of("sex", "sex", List.of("female", "male"));

  private static final double TEST = 0.10;
  private static final double VALIDATION = 0.05;

  /**
   * @throws DataException if a file is missing or damaged, or a group of class and sex is empty in a part
   */
  static SiimImages of(SiimTable table, SiimData.Split split, long splitSeed) {
    List<SiimScan> wanted = table.scans().stream().filter(scan -> scan.appearance() < APPEARANCE.size()).toList();
    List<String> problems = wanted.stream().flatMap(scan -> scan.problem().stream()).toList();
    if (!problems.isEmpty()) {
      throw new DataException(
          "%s%s (data verify lists all)"
              .formatted(problems.get(0), problems.size() > 1 ? ", and %,d more".formatted(problems.size() - 1) : ""));
    }
    List<SiimScan> scans = wanted.stream().filter(scan -> scan.header().get().known().isPresent()).toList();
    Labels labels =
        new Labels(
            APPEARANCE,
            SEX,
            scans.stream().mapToInt(SiimScan::appearance).toArray(),
            scans.stream().mapToInt(scan -> scan.header().get().known().get()).toArray());
    int[] all = IntStream.range(0, scans.size()).toArray();
    StratifiedOrder order =
        StratifiedOrder.of(
            all,
            row -> SEX.size() * labels.targets()[row] + labels.privateAttributes()[row],
            row -> split == SiimData.Split.PATIENTS ? scans.get(row).person() : "",
            new Seed(splitSeed).derive("siim", "split"));
    int test = order.unitFrom((int) Math.round(TEST * all.length));
    int validation = order.unitFrom((int) Math.round((TEST + VALIDATION) * all.length));
    NaturalImages natural =
        new NaturalImages(
            labels,
            Optional.empty(),
            row -> split == SiimData.Split.PATIENTS ? scans.get(row).person() : "",
            order.stretch(validation, all.length),
            order.stretch(test, validation),
            order.stretch(0, test));
    SiimImages images = new SiimImages(table, split, scans, natural);
    images.requireEvery("training", natural.train());
    images.requireEvery("testing", natural.test());
    return images;
  }

  private void requireEvery(String part, int[] rows) {
    int[] groups = Arrays.stream(rows).map(natural::group).toArray();
    for (int group = 0; group < APPEARANCE.size() * SEX.size(); group++) {
      int wanted = group;
      if (Arrays.stream(groups).noneMatch(g -> g == wanted)) {
        throw new DataException(
            "%s: expected scans of %s, %s for %s, was none"
                .formatted(
                    table.root(), SEX.values().get(group % 2), APPEARANCE.values().get(group / 2), part));
      }
    }
  }

  /** People who have scans in more than one part. */
  long peopleInSeveralParts() {
    List<int[]> parts = List.of(natural.train(), natural.validation(), natural.test());
    return parts.stream()
        .flatMap(rows -> Arrays.stream(rows).mapToObj(row -> scans.get(row).person()).distinct())
        .collect(Collectors.groupingBy(person -> person, Collectors.counting()))
        .values()
        .stream()
        .filter(count -> count > 1)
        .count();
  }

  /** {@code female typical   123   5   10}, a line for each group. */
  List<String> groups() {
    return IntStream.range(0, APPEARANCE.size() * SEX.size())
        .mapToObj(
            group ->
                "  %-24s%12d%12d%12d"
                    .formatted(
                        "%s, %s".formatted(APPEARANCE.values().get(group / 2), SEX.values().get(group % 2)),
                        count(natural.train(), group), count(natural.validation(), group),
                        count(natural.test(), group)))
        .toList();
  }

  private long count(int[] rows, int group) {
    return Arrays.stream(rows).filter(row -> natural.group(row) == group).count();
  }

  /** {@code by patient}. */
  String by() {
    return "by " + split.name().toLowerCase(Locale.ROOT).replaceFirst("s$", "");
  }
}
