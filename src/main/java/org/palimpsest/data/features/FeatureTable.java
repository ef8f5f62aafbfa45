package org.palimpsest.data.features;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.Task;
import org.palimpsest.data.Task.Split;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/**
 * Features that something else made, with labels from a file. The parties of the suite are: <em>fit</em>, the rows to
 * which erasers and a linear classifier of the target are fitted; <em>attack</em>, those that attackers learn from;
 * <em>test</em>.
 *
 * @param arms names of the files, each once
 * @param files a file of features for each arm: different features of the same rows
 * @param labels the file of labels
 * @param id the column of ids by which features and labels are joined; by place where there is none
 * @param target the column of what the features are for; none if that is not asked
 * @param privateAttribute the column of what they should not tell
 * @param bins of columns that are quantities: how many of about equally many rows, or edges in ascending order
 * @param split the column of train, validation and test; drawn where there is none
 * @param group the column of what rows have in common, such as a person, who is never in two parties
 * @param dropMissing whether rows without a value of target or private attribute are left out; otherwise they are an
 *     error
 * @param fits whether anything is fitted beside attackers, so that there have to be rows for it
 * @param splitSeed of a split that is drawn
 */
public record FeatureTable(
    List<String> arms,
    List<String> files,
    String labels,
    Optional<String> id,
    Optional<String> target,
    String privateAttribute,
    Map<String, List<Double>> bins,
    Optional<String> split,
    Optional<String> group,
    boolean dropMissing,
    boolean fits,
    long splitSeed)
    implements Dataset {

  public static final String NAME = "features";

  /** As many numbers (N D) as erasers and the classifier of the target are fitted to: 256 MiB in double precision. */
  public static final long MOST_FITTED = 1L << 25;

  /** The latest table that was read, under what it was read from: several are asked about one after the other. */
  private static final AtomicReference<Map.Entry<String, Read>> LATEST = new AtomicReference<>();

  public FeatureTable {
    arms = List.copyOf(arms);
    files = List.copyOf(files);
    bins = Map.copyOf(new TreeMap<>(bins));
    Require.that(!arms.isEmpty() && arms.size() == files.size(), "arms", "one for each file, at least one", arms);
    Require.that(new HashSet<>(arms).size() == arms.size(), "arms", "names that differ", arms);
    target.ifPresent(column -> requireOther("target", column, privateAttribute));
    bins.forEach(FeatureTable::requireBins);
  }

  private static void requireOther(String name, String column, String privateAttribute) {
    Require.that(!column.equals(privateAttribute), name, "another column than the private attribute", column);
  }

  private static void requireBins(String column, List<Double> bins) {
    boolean ascending = IntStream.range(1, bins.size()).allMatch(i -> bins.get(i - 1) < bins.get(i));
    boolean count = bins.size() == 1 && bins.get(0) >= 2 && bins.get(0) <= 100 && bins.get(0) == Math.rint(bins.get(0));
    Require.that(
        count || bins.size() >= 3 && ascending && bins.stream().allMatch(Double::isFinite),
        "bins of " + column, "a number from 2 to 100, or three edges and more in ascending order", bins);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return arms.size() == 1 ? "features in " + Path.of(files.get(0)).getFileName() : arms.size() + " sets of features";
  }

  @Override
  public String description() {
    return "features of " + String.join(", ", files) + ", labels of " + labels;
  }

  @Override
  public Condition condition(String text) {
    Require.that(text.equals(Condition.ALL.value()), "condition", Condition.ALL.value(), text);
    return Condition.ALL;
  }

  @Override
  public List<Condition> conditions() {
    return List.of(Condition.ALL);
  }

  @Override
  public List<FileState> files(DataHome home) {
    return files.stream()
        .map(file -> new FileState(file, Optional.of(Path.of(file)), Path.of(file).toFile().length(), Optional.empty()))
        .toList();
  }

  private List<FeatureFile> open() {
    return files.stream().map(file -> FeatureFile.open(file, id)).toList();
  }

  /** The checksum of each file of features, by arm. */
  public Map<String, String> checksums() {
    Map<String, String> checksums = new TreeMap<>();
    List<FeatureFile> opened = open();
    IntStream.range(0, arms.size()).forEach(i -> checksums.put(arms.get(i), opened.get(i).sha256()));
    return checksums;
  }

  /** The width of each arm's features. */
  public List<Integer> widths() {
    return open().stream().map(FeatureFile::width).toList();
  }

  @Override
  public Optional<String> fingerprint(DataHome home) {
    List<String> parts = new ArrayList<>(open().stream().map(FeatureFile::sha256).toList());
    read().all.csv().lines().forEach(line -> parts.add(String.join("\t", line.fields())));
    return Optional.of(Sha256.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  /** Files and labels, joined. */
  private record Read(LabelTable all, LabelTable.Joined joined, Labels labels, RowParties parties) {}

  private Read read() {
    Path file = Path.of(labels);
    String key = "%s %d %d %s".formatted(this, file.toFile().length(), file.toFile().lastModified(), checksums());
    Map.Entry<String, Read> latest = LATEST.get();
    if (latest != null && latest.getKey().equals(key)) {
      return latest.getValue();
    }
    Read read = readAnew();
    boolean settled = System.currentTimeMillis() - file.toFile().lastModified() > FeatureFile.TICK_MILLIS;
    LATEST.set(settled ? Map.entry(key, read) : null);
    return read;
  }

  private Read readAnew() {
    LabelTable table = LabelTable.read(labels);
    LabelTable.Joined joined = table.join(open(), id);
    String[] hidden = table.column(privateAttribute, "--private");
    Optional<String[]> asked = target.map(column -> table.column(column, "--target"));
    int[] whole =
        IntStream.range(0, joined.lines().length)
            .filter(i -> isGiven(table, joined.lines()[i], privateAttribute, hidden))
            .filter(i -> asked.isEmpty() || isGiven(table, joined.lines()[i], target.get(), asked.get()))
            .toArray();
    LabelTable.Joined kept = joined.select(whole);
    LabelColumn secret = column(table, kept, privateAttribute, hidden);
    Optional<LabelColumn> wanted = asked.map(texts -> column(table, kept, target.get(), texts));
    Labels labelled =
        new Labels(
            wanted.map(LabelColumn::attribute).orElse(Attribute.NONE), secret.attribute(),
            wanted.map(LabelColumn::numbers).orElse(new int[kept.lines().length]), secret.numbers());
    RowParties parties =
        RowParties.of(
            table, kept.lines(), labelled, split, group, fits, mostFitted(), new Seed(splitSeed).derive("features", "split"));
    return new Read(table, kept, labelled, parties);
  }

  private int mostFitted() {
    return (int) Math.max(1, MOST_FITTED / widths().stream().mapToInt(Integer::intValue).max().orElseThrow());
  }

  private boolean isGiven(LabelTable table, int line, String column, String[] texts) {
    if (texts[line].isEmpty() && !dropMissing) {
      throw new DataException(
          "%s: column %s: expected a value, was empty, as in %d of all lines; --drop-missing leaves such rows out"
              .formatted(table.place(line), column, Arrays.stream(texts).filter(String::isEmpty).count()));
    }
    return !texts[line].isEmpty();
  }

  private LabelColumn column(LabelTable table, LabelTable.Joined kept, String name, String[] texts) {
    int[] lines = kept.lines();
    try {
      return LabelColumn.of(
          name, Arrays.stream(lines).mapToObj(line -> texts[line]).toArray(String[]::new),
          bins.getOrDefault(name, List.of()), row -> table.place(lines[row]));
    } catch (DataException e) {
      throw e.getMessage().startsWith(labels) ? e : new DataException(labels + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> layout(DataHome home) {
    Read read = read();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < arms.size(); i++) {
      FeatureFile file = open().get(i);
      lines.add("features %s: %,d x %,d of %s".formatted(arms.get(i), file.size(), file.width(), file.name()));
    }
    int rows = read.joined.lines().length;
    lines.add(
        "labels: %,d rows%s of %s"
            .formatted(rows, rows < open().get(0).size() ? " that have all labels" : "", labels));
    List<String> used = new ArrayList<>(List.of(privateAttribute));
    List.of(id, target, split, group).forEach(column -> column.ifPresent(used::add));
    List<String> ignored = read.all.others(used);
    if (!ignored.isEmpty()) {
      lines.add("ignored columns: " + String.join(", ", ignored));
    }
    lines.add("private attribute " + counts(read.labels.privateAttribute(), read.labels.privateAttributes()));
    if (target.isPresent()) {
      lines.add("target " + counts(read.labels.target(), read.labels.targets()));
    }
    lines.add(read.parties.layout(split, group));
    return lines;
  }

  private static String counts(Attribute attribute, int[] numbers) {
    int[] counts = new int[attribute.size()];
    Arrays.stream(numbers).forEach(value -> counts[value]++);
    int shown = Math.min(10, counts.length);
    return attribute.name() + ": "
        + IntStream.range(0, shown)
            .mapToObj(value -> "%s %,d".formatted(attribute.values().get(value), counts[value]))
            .collect(Collectors.joining(", "))
        + (shown < counts.length ? ", and %d more values".formatted(counts.length - shown) : "");
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    RowParties parties = read().parties;
    return new PoolSizes(parties.fit().length, 0, parties.attack().length, parties.test().length);
  }

  @Override
  public Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    Read read = read();
    Pool fit = pool(read, "fit", read.parties.fit());
    Pool attack = Arrays.equals(read.parties.fit(), read.parties.attack()) ? fit : pool(read, "attack", read.parties.attack());
    Pool test = pool(read, "test", read.parties.test());
    String privately = read.labels.privateAttribute().noun();
    String groups =
        target.isPresent()
            ? "every group of %s and %s counted alike".formatted(read.labels.target().noun(), privately)
            : "every value of %s counted alike".formatted(privately);
    return new Task(
        read.labels.target(),
        read.labels.privateAttribute(),
        Optional.empty(),
        new GivenRows(open(), read.joined.rows(), read.labels, "").shape(),
        Mix.asIs(),
        Task.Defaults.NATURAL,
        fit,
        Optional.empty(),
        attack,
        List.of(
            new Split("test", "as the rows come", test, Mix.asIs(), Mix.asIs()),
            new Split("unbiased", groups, test, Mix.asIs(), Mix.balanced())),
        "unbiased");
  }

  private Pool pool(Read read, String name, int[] rows) {
    String text =
        "%s %s %s %s %s".formatted(name, checksums(), Arrays.toString(read.joined.select(rows).lines()),
            Arrays.toString(read.labels.select(rows).targets()),
            Arrays.toString(read.labels.select(rows).privateAttributes()));
    return new SampledPool(
        new GivenRows(
            open(), read.joined.select(rows).rows(), read.labels.select(rows),
            Sha256.of(text.getBytes(StandardCharsets.UTF_8))),
        Optional.empty());
  }

  /** The number of an arm. */
  public OptionalInt arm(String name) {
    return IntStream.range(0, arms.size()).filter(i -> arms.get(i).equals(name)).findFirst();
  }
}
