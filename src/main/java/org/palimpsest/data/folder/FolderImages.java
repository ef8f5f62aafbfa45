package org.palimpsest.data.folder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.folder.FolderTable.FolderRow;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.data.image.PixelScale;
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

  private NaturalImages natural(Partition partition) {
    return new NaturalImages(
        labels, alignment, row -> table.rows().get(row).group(), partition.train(), partition.validation(),
        partition.test());
  }

  /** The sizes that use all images, of the condition with the fewest. */
  PoolSizes full(Protocol protocol) {
    return NaturalImages.least(conditions().stream().map(at -> natural(partition(at)).full(protocol)).toList());
  }

  /**
   * @param hashes of the rows' files
   * @param cache where decoded images are kept
   */
  Task task(Condition at, Protocol protocol, PoolSizes sizes, Seed seed, List<String> hashes, Path cache) {
    NaturalImages natural = natural(partition(settings.condition().isPresent() ? at.value() : Condition.ALL.value()));
    StoredPictures pictures =
        new StoredPictures(
            table.rows().stream().map(FolderRow::file).toList(),
            table.rows().stream().map(FolderRow::place).toList(),
            hashes, settings.framing(), PixelScale.HALF, cache);
    NaturalImages.Pools pools = natural.pools(pictures, protocol, sizes, seed);
    return new Task(
        labels.target(),
        labels.privateAttribute(),
        alignment,
        pictures.shape(),
        settings.condition().isPresent() ? Mix.asIs() : at.mix(),
        Task.Defaults.NATURAL,
        pools.train(),
        pools.validation(),
        pools.attack(),
        NaturalImages.splits(labels.target(), labels.privateAttribute(), alignment, pools.test()),
        "unbiased");
  }
}
