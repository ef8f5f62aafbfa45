package org.palimpsest.data.xray;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.data.image.PixelScale;
import org.palimpsest.data.image.StoredPictures;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Sha256;

/**
 * Chest radiographs, negative for pneumonia or of an appearance typical of COVID-19; sex is private. In the form of
 * SIIM-FISABIO-RSNA COVID-19 as Kaggle gives it, whoever made the scans.
 */
public interface SiimData extends PictureDataset {

  /** What is never in two parts. */
  enum Split {
    /** All scans of a patient, or of a study where no patient is named. */
    PATIENTS,
    /** A scan: what the paper has. A patient's scans may be in several parts. */
    SCANS
  }

  /** What is never in two parts. */
  Split split();

  /** Of the division. */
  long splitSeed();

  /** Whether slope and intercept come before everything else, as the standard has it. */
  boolean rescale();

  @Override
  default Condition condition(String text) {
    return Condition.ofMix(text);
  }

  @Override
  default List<Condition> conditions() {
    return List.of(Condition.ALL);
  }

  private boolean isPresent(DataHome home) {
    return SiimTable.find(place(home)).isPresent();
  }

  private SiimTable table(DataHome home) {
    if (isPresent(home)) {
      requireOwnPictures(home);
    }
    return SiimTable.read(place(home));
  }

  private SiimImages images(DataHome home) {
    return SiimImages.of(table(home), split(), splitSeed());
  }

  private SiimCheck check(DataHome home) {
    try {
      return new SiimCheck(place(home), Optional.of(table(home)), Optional.empty(), split(), splitSeed());
    } catch (DataException e) {
      return new SiimCheck(place(home), Optional.empty(), Optional.of(e.getMessage()), split(), splitSeed());
    }
  }

  @Override
  default List<FileState> files(DataHome home) {
    return check(home).files();
  }

  @Override
  default List<String> layout(DataHome home) {
    return check(home).layout();
  }

  /** Of tables and scans; empty where there are none. */
  @Override
  default Optional<String> fingerprint(DataHome home) {
    if (!isPresent(home)) {
      return Optional.empty();
    }
    SiimImages images = images(home);
    List<String> parts = new ArrayList<>();
    for (String name : List.of(SiimTable.STUDIES, SiimTable.IMAGES)) {
      Path file = images.table().root().resolve(name);
      parts.add(Sha256.of(FileHashes.read(file, file.toString())));
    }
    parts.addAll(hashes(images, home));
    return Optional.of(Sha256.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  private List<Path> paths(SiimImages images) {
    return images.scans().stream().map(scan -> scan.file().get()).toList();
  }

  private List<String> hashes(SiimImages images, DataHome home) {
    List<Path> files = paths(images);
    String key = Sha256.of(place(home).toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
    Path memory = PictureSettings.cache(home, name()).resolve(key.substring(0, 16) + ".hashes");
    return new FileHashes(memory).of(files, files.stream().map(Path::toString).toList());
  }

  /**
   * Validation images are given. Where there are no files, as for Kaggle's 4,743 scans of the two classes if
   * everybody's sex is known.
   */
  @Override
  default PoolSizes full(DataHome home, Protocol protocol) {
    if (!isPresent(home)) {
      return protocol == Protocol.PUBLISHED
          ? new PoolSizes(4_032, 237, 4_032, 474)
          : new PoolSizes(3_024, 237, 1_008, 474);
    }
    NaturalImages natural = images(home).natural();
    PoolSizes full = natural.full(protocol);
    return new PoolSizes(full.encoderTrain(), natural.validation().length, full.attackTrain(), full.test());
  }

  @Override
  default Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    if (!isPresent(home)) {
      return task(condition, absent(home, sizes));
    }
    SiimImages images = images(home);
    List<Path> files = paths(images);
    StoredPictures stored =
        new StoredPictures(
            files, files.stream().map(Path::toString).toList(), hashes(images, home), pictures().framing(),
            pictures().scale(), PictureSettings.cache(home, name()),
            rescale()
                ? new StoredPictures.Decoder("radiograph, rescaled", VoiLut::rescaled)
                : new StoredPictures.Decoder("radiograph", VoiLut::convert));
    return task(condition, images.natural().pools(stored, protocol, sizes, seed));
  }

  private Task task(Condition condition, NaturalImages.Pools pools) {
    return new Task(
        SiimImages.APPEARANCE,
        SiimImages.SEX,
        Optional.empty(),
        pictures().framing().shape(),
        condition.mix(),
        Task.Defaults.NATURAL,
        pools.train(),
        pools.validation(),
        pools.attack(),
        NaturalImages.splits(SiimImages.APPEARANCE, SiimImages.SEX, Optional.empty(), pools.test()),
        "test");
  }

  /**
   * Radiographs of patients (Lakhani et al., 2021).
   *
   * @param pictures where they lie and what becomes of them
   * @param split patients, or scans as the paper has it
   * @param splitSeed of the division
   * @param rescale whether slope and intercept of a scan come before its window, as the standard has it and the
   *     published conversion has not
   */
  record Siim(PictureSettings pictures, Split split, long splitSeed, @Implied("false") boolean rescale)
      implements SiimData {

    public static final String NAME = "siim";

    public Siim {
      Require.given("split", split, Split.class);
    }

    /** Of 448 x 448 as the paper has them, the proportions changed, divided by patient. */
    public Siim() {
      this(
          new PictureSettings("siim-covid19-detection", 448, 448, Framing.Fit.STRETCH, PixelScale.IMAGENET),
          Split.PATIENTS, 0, false);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "SIIM-FISABIO-RSNA COVID-19";
    }

    @Override
    public String description() {
      return "chest radiographs, negative for pneumonia or typical of COVID-19 (DICOM, Kaggle's layout); sex is"
          + " private; to be had from Kaggle, see datasets/README.md";
    }

    @Override
    public Optional<String> publishedAs() {
      return Optional.of(NAME);
    }

    @Override
    public String counterpart() {
      return DrawnSiim.NAME;
    }
  }

  /**
   * Radiographs drawn by procedure in the same form.
   *
   * @param pictures where they lie and what becomes of them
   * @param split patients or scans
   * @param splitSeed of the division
   * @param rescale whether slope and intercept of a scan come before its window, as the standard has it and the
   *     published conversion has not
   */
  record DrawnSiim(PictureSettings pictures, Split split, long splitSeed, @Implied("false") boolean rescale)
      implements SiimData {

    public static final String NAME = "drawn-siim";

    public DrawnSiim {
      Require.given("split", split, Split.class);
    }

    /** Of 64 x 64, the proportions changed, divided by patient. */
    public DrawnSiim() {
      this(
          new PictureSettings(NAME, 64, 64, Framing.Fit.STRETCH, PixelScale.IMAGENET), Split.PATIENTS, 0, false);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "SIIM-FISABIO-RSNA COVID-19 (drawn)";
    }

    @Override
    public String description() {
      return "chest radiographs drawn by procedure, in SIIM's form; make them with: palimpsest data draw siim";
    }

    @Override
    public boolean drawn() {
      return true;
    }

    @Override
    public String counterpart() {
      return Siim.NAME;
    }
  }
}
