package org.palimpsest.data.folder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;
import org.palimpsest.Require;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.Split;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.StoredImages;
import org.palimpsest.data.image.StoredPictures;
import org.palimpsest.random.Seed;

/**
 * The labels of an image folder, and how its images are divided.
 *
 * @param labels of all rows
 */
record FolderImages(ImageFolder settings, FolderTable table, Labels labels, Optional<Alignment> alignment) {

  static FolderImages of(ImageFolder settings, FolderTable table) {
    FolderTable.Columns columns = table.columns();
    ColumnValues target =
        ColumnValues.of(
            columns.target(), noun(columns.target(), "target"), table.rows(), FolderRow::target, settings.targetBins(),
            "targetBins");
    ColumnValues privately =
        ColumnValues.of(
            columns.privateAttribute(), noun(columns.privateAttribute(), "private"), table.rows(),
            FolderRow::privateValue, settings.privateBins(), "privateBins");
    Labels labels = new Labels(target.attribute(), privately.attribute(), target.numbers(), privately.numbers());
    return new FolderImages(settings, table, labels, alignment(settings, labels));
  }

  private static String noun(String column, String otherwise) {
    return column.startsWith("/") ? otherwise : column;
  }

  private static Optional<Alignment> alignment(ImageFolder settings, Labels labels) {
    if (settings.alignment().isEmpty()) {
      return Optional.empty();
    }
    boolean[][] goesWith = new boolean[labels.target().size()][labels.privateAttribute().size()];
    for (List<String> pair : settings.alignment()) {
      goesWith[number(labels.target(), pair.get(0))][number(labels.privateAttribute(), pair.get(1))] = true;
    }
    return Optional.of(new Alignment(goesWith));
  }

  private static int number(Attribute attribute, String value) {
    int number = attribute.values().indexOf(value);
    if (number < 0) {
      throw new DataException(
          "alignment: expected a value of %s, was '%s'%s"
              .formatted(attribute.name(), value, Nearest.hint(value, attribute.values())));
    }
    return number;
  }

  /** The conditions that there are images of. */
  List<String> conditions() {
    if (settings.condition().isEmpty()) {
      return List.of(Condition.ALL.value());
    }
    Set<String> values = new LinkedHashSet<>();
    table.rows().forEach(row -> values.add(row.condition()));
    return values.stream().sorted().toList();
  }

  /** Who has which rows under a condition; every value of target and private attribute is for training and testing. */
  Partition partition(String condition) {
    int[] rows =
        IntStream.range(0, table.rows().size())
            .filter(i -> settings.condition().isEmpty() || table.rows().get(i).condition().equals(condition))
            .toArray();
    if (rows.length == 0) {
      throw new DataException(
          "condition: expected one of %s, was %s".formatted(conditions(), condition));
    }
    Partition partition =
        Partition.of(table, rows, this::stratum, new Seed(settings.splitSeed()).derive("image-folder", "split"));
    for (String split : List.of("train", "test")) {
      Labels chosen = labels.select(partition.of(split));
      requireEvery(split, chosen.target(), chosen.targets(), rows, labels.targets());
      requireEvery(split, chosen.privateAttribute(), chosen.privateAttributes(), rows, labels.privateAttributes());
    }
    return partition;
  }

  private void requireEvery(String split, Attribute attribute, int[] chosen, int[] rows, int[] all) {
    for (int value = 0; value < attribute.size(); value++) {
      int wanted = value;
      if (Arrays.stream(chosen).noneMatch(v -> v == wanted)) {
        throw new DataException(
            "%s: expected images of %s = %s for %s, was none (of %d images that have it)"
                .formatted(
                    table.csv().orElse(table.folder()), attribute.name(), attribute.values().get(value),
                    split.equals("train") ? "training" : "testing",
                    Arrays.stream(rows).filter(row -> all[row] == wanted).count()));
      }
    }
  }

  private int stratum(int row) {
    return labels.targets()[row] * labels.privateAttribute().size() + labels.privateAttributes()[row];
  }

  private StratifiedOrder order(int[] rows, Seed seed) {
    return StratifiedOrder.of(rows, this::stratum, row -> table.rows().get(row).group(), seed);
  }

  /**
   * The sizes that use all images, of the condition with the fewest. Where nothing says which images are for
   * validation: 60 % of those for training, 15 % for validation and 25 % for attackers; otherwise three quarters of
   * those for training and the rest for attackers.
   */
  PoolSizes full(Protocol protocol) {
    List<PoolSizes> sizes = conditions().stream().map(at -> full(protocol, partition(at))).toList();
    return new PoolSizes(
        sizes.stream().mapToInt(PoolSizes::encoderTrain).min().orElseThrow(),
        sizes.stream().mapToInt(PoolSizes::validation).min().orElseThrow(),
        sizes.stream().mapToInt(PoolSizes::attackTrain).min().orElseThrow(),
        sizes.stream().mapToInt(PoolSizes::test).min().orElseThrow());
  }

  private static PoolSizes full(Protocol protocol, Partition partition) {
    int train = partition.train().length;
    int test = partition.test().length;
    int validation = partition.validation().length;
    if (protocol == Protocol.PUBLISHED) {
      return new PoolSizes(train, 0, train, test);
    } else if (validation > 0) {
      return new PoolSizes(train * 3 / 4, validation, train - train * 3 / 4, test);
    }
    int encoder = train * 60 / 100;
    int held = train * 15 / 100;
    return new PoolSizes(encoder, held, train - encoder - held, test);
  }

  /**
   * @param hashes of the rows' files
   * @param cache where decoded images are kept
   */
  Task task(Condition at, Protocol protocol, PoolSizes sizes, Seed seed, List<String> hashes, Path cache) {
    Partition partition = partition(settings.condition().isPresent() ? at.value() : Condition.ALL.value());
    boolean given = partition.validation().length > 0;
    protocol.check(sizes, partition.train().length + (given ? sizes.validation() : 0));
    requireAtMost("validation", sizes.validation(), given ? partition.validation().length : Integer.MAX_VALUE);
    requireAtMost("test", sizes.test(), partition.test().length);
    StoredPictures pictures =
        new StoredPictures(
            table.rows().stream().map(FolderRow::file).toList(),
            table.rows().stream().map(FolderRow::place).toList(),
            hashes, settings.framing(), cache);
    StratifiedOrder train = order(partition.train(), seed.derive("train"));
    StratifiedOrder held = given ? order(partition.validation(), seed.derive("validation")) : train;
    int validationFrom = given ? 0 : sizes.encoderTrain();
    int attackFrom = protocol == Protocol.PUBLISHED ? 0 : sizes.encoderTrain() + (given ? 0 : sizes.validation());
    Optional<Pool> validation =
        sizes.validation() == 0
            ? Optional.empty()
            : Optional.of(
                pool(pictures, "validation", held.stretch(validationFrom, validationFrom + sizes.validation())));
    Pool test =
        pool(pictures, "test", order(partition.test(), seed.derive("test")).stretch(0, sizes.test()));
    return new Task(
        labels.target(),
        labels.privateAttribute(),
        alignment,
        pictures.shape(),
        settings.condition().isPresent() ? Mix.asIs() : at.mix(),
        Task.Defaults.NATURAL,
        pool(pictures, "encoderTrain", train.stretch(0, sizes.encoderTrain())),
        validation,
        pool(pictures, "attackTrain", train.stretch(attackFrom, attackFrom + sizes.attackTrain())),
        splits(test),
        "unbiased");
  }

  private Pool pool(StoredPictures pictures, String name, int[] rows) {
    Require.that(rows.length > 0, name, "a size that holds a whole group", "a part of one");
    return new SampledPool(new StoredImages(pictures, rows, labels.select(rows)), alignment);
  }

  private List<Split> splits(Pool test) {
    String target = labels.target().noun();
    String privately = labels.privateAttribute().noun();
    List<Split> splits = new ArrayList<>();
    splits.add(new Split("test", "as the images come", test, Mix.asIs(), Mix.asIs()));
    splits.add(
        new Split(
            "unbiased", "every group of %s and %s counted alike".formatted(target, privately), test, Mix.asIs(),
            Mix.balanced()));
    if (alignment.isPresent()) {
      splits.add(
          new Split(
              "conflicting", "only where %s does not go with %s".formatted(privately, target), test, Mix.asIs(),
              Mix.rho(0)));
    }
    return splits;
  }

  private static void requireAtMost(String name, int wanted, int available) {
    Require.that(wanted <= available, name, "at most the %d images there are".formatted(available), wanted);
  }
}
