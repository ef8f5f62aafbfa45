package org.palimpsest.data.folder;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.folder.FolderTable.FolderRow;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/**
 * A folder of image files with a CSV file that names each one's target and private attribute. Columns that are not
 * given are {@code path}, {@code target} and {@code private}, and {@code split} and {@code group} where there are such
 * columns. Without a CSV file the images lie in sub-folders, {@code TARGET/PRIVATE/image}.
 *
 * @param folder below the data home, such as {@code faces}
 * @param csv below the folder; {@code labels.csv} if there is one
 * @param path the column of images' paths below the folder
 * @param target the column of what networks are to tell
 * @param targetBins edges that make classes of a quantity, in ascending order; none if texts are classes
 * @param privateAttribute the column of what they are not to tell
 * @param privateBins as targetBins
 * @param split the column of train, validation and test; drawn where there is none
 * @param group the column of what images have in common, such as a person, who is never in two splits or pools
 * @param condition a column each of whose values is a condition of its own
 * @param alignment pairs of a target's and a private value that go together; none if nothing is said
 * @param height of images, in pixels
 * @param width of images, in pixels
 * @param channels rgb or grey
 * @param fit crop or stretch
 * @param splitSeed of a split that is drawn
 */
public record ImageFolder(
    String folder,
    Optional<String> csv,
    Optional<String> path,
    Optional<String> target,
    List<Double> targetBins,
    Optional<String> privateAttribute,
    List<Double> privateBins,
    Optional<String> split,
    Optional<String> group,
    Optional<String> condition,
    List<List<String>> alignment,
    int height,
    int width,
    Framing.Channels channels,
    Framing.Fit fit,
    long splitSeed)
    implements Dataset {

  public static final String NAME = "image-folder";

  public ImageFolder {
    targetBins = List.copyOf(targetBins);
    privateBins = List.copyOf(privateBins);
    alignment = alignment.stream().map(List::copyOf).toList();
    PictureSettings.requireBelow("folder", folder, "the data home (--data-dir)");
    csv.ifPresent(file -> PictureSettings.requireBelow("csv", file, "the folder"));
    requireColumn("path", path);
    requireColumn("target", target);
    requireColumn("privateAttribute", privateAttribute);
    requireColumn("split", split);
    requireColumn("group", group);
    requireColumn("condition", condition);
    requireEdges("targetBins", targetBins);
    requireEdges("privateBins", privateBins);
    for (List<String> pair : alignment) {
      Require.that(pair.size() == 2, "alignment", "pairs [TARGET, PRIVATE]", pair);
    }
    Require.that(new HashSet<>(alignment).size() == alignment.size(), "alignment", "each pair once", alignment);
    new Framing(height, width, channels, fit);
  }

  /** Images of 64 x 64 in {@code images}, with the columns that are looked for by name. */
  public ImageFolder() {
    this(
        "images", Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(),
        Optional.empty(), Optional.empty(), Optional.empty(), List.of(), 64, 64, Framing.Channels.RGB,
        Framing.Fit.CROP, 0);
  }

  private static void requireColumn(String name, Optional<String> column) {
    String text = column.orElse("a");
    Require.that(
        !text.isBlank() && (!text.startsWith("/") || text.matches("/[1-9]")),
        name, "a column, or a folder of the path such as /1", "'" + text + "'");
  }

  private static void requireEdges(String name, List<Double> edges) {
    boolean ascending = IntStream.range(1, edges.size()).allMatch(i -> edges.get(i - 1) < edges.get(i));
    boolean finite = edges.stream().allMatch(Double::isFinite);
    Require.that(
        edges.isEmpty() || edges.size() >= 3 && ascending && finite,
        name, "no edges or three and more in ascending order", edges);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "images in " + folder;
  }

  @Override
  public String description() {
    return "image files of one's own with a CSV file: path, target, private attribute";
  }

  /** How files become images. */
  public Framing framing() {
    return new Framing(height, width, channels, fit);
  }

  /** A value of the column of conditions; without one all images, as they come or in a mix. */
  @Override
  public Condition condition(String text) {
    return condition.isPresent() ? Condition.named(text) : Condition.ofMix(text);
  }

  @Override
  public List<Condition> conditions() {
    return condition.isPresent() ? List.of() : List.of(Condition.ALL);
  }

  @Override
  public List<FileState> files(DataHome home) {
    return FolderCheck.of(this, home).files();
  }

  @Override
  public List<String> layout(DataHome home) {
    return FolderCheck.of(this, home).layout();
  }

  @Override
  public Optional<String> fingerprint(DataHome home) {
    FolderTable table = FolderTable.read(this, place(home));
    List<String> parts = new ArrayList<>();
    table.csv().ifPresent(file -> parts.add(Sha256.of(FileHashes.read(file, file.toString()))));
    List<String> hashes = hashes(table, home);
    for (int i = 0; i < hashes.size(); i++) {
      parts.add(table.folder().relativize(table.rows().get(i).file()) + " " + hashes.get(i));
    }
    return Optional.of(Sha256.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    return FolderImages.of(this, FolderTable.read(this, place(home))).full(protocol);
  }

  @Override
  public Task open(DataHome home, Condition at, Protocol protocol, PoolSizes sizes, Seed seed) {
    FolderTable table = FolderTable.read(this, place(home));
    return FolderImages.of(this, table).task(at, protocol, sizes, seed, hashes(table, home), PictureSettings.cache(home, NAME));
  }

  Path place(DataHome home) {
    return home.of(folder);
  }

  private List<String> hashes(FolderTable table, DataHome home) {
    String key = Sha256.of(table.folder().toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
    return new FileHashes(PictureSettings.cache(home, NAME).resolve(key.substring(0, 16) + ".hashes"))
        .of(
            table.rows().stream().map(FolderRow::file).toList(),
            table.rows().stream().map(FolderRow::place).toList());
  }
}
