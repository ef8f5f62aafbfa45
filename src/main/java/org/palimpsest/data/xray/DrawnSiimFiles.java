package org.palimpsest.data.xray;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.AtomicFile;
import org.palimpsest.Require;
import org.palimpsest.data.drawn.Dice;
import org.palimpsest.data.drawn.DrawnPictures;
import org.palimpsest.data.drawn.RadiographPainter;
import org.palimpsest.data.drawn.RadiographPainter.Appearance;
import org.palimpsest.data.drawn.RadiographPainter.Box;
import org.palimpsest.data.drawn.RadiographPainter.Radiograph;
import org.palimpsest.data.image.DrawnMarker;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Drawn radiographs in SIIM's form: {@code train/STUDY/SERIES/IMAGE.dcm} and both tables. Classes have the shares of
 * SIIM's studies, about one study in 25 has two scans, one in twenty a patient who has another; 56 % of patients are
 * men, whatever the class; of one in a hundred the sex is missing, of another it is O. Photometric interpretation, bits,
 * windows and transfer syntax vary.
 *
 * @param images how many scans, at least {@value #FEWEST}
 * @param height of a scan in pixels, at least 32
 */
public record DrawnSiimFiles(int images, int height) implements DrawnPictures {

  public static final int FEWEST = 120;
  public static final int USUAL = 1_200;

  private static final int MOST = 50_000;
  private static final int HEIGHT = 512;
  private static final double[] STUDIES = {1_676, 2_855, 1_049, 474};
  private static final double SECOND_SCAN = 0.04;
  private static final double SAME_PATIENT = 0.05;
  private static final double MALE = 0.56;
  private static final double INVERTED = 0.15;
  private static final int[] BITS = {8, 10, 12, 14, 16};
  private static final TransferSyntax[] SYNTAXES = {
    TransferSyntax.EXPLICIT, TransferSyntax.IMPLICIT, TransferSyntax.RLE, TransferSyntax.JPEG_LOSSLESS_SV1
  };
  private static final Seed SEED = new Seed(0).derive("drawn siim");

  public DrawnSiimFiles {
    Require.that(images >= FEWEST && images <= MOST, "images", FEWEST + " to " + MOST, images);
    Require.that(height >= 32 && height <= 4096, "height", "32 to 4096", height);
  }

  /** Of {@value #HEIGHT} pixels. */
  public DrawnSiimFiles(int images) {
    this(images, HEIGHT);
  }

  /**
   * One scan to be drawn.
   *
   * @param sex as it is written; empty if the element is left out
   * @param male what is drawn
   */
  private record Plan(
      String study, String series, String image, String patient, String sex, boolean male, int appearance) {}

  @Override
  public void write(Path folder, Progress progress) throws IOException {
    Files.createDirectories(folder);
    DrawnMarker.write(
        folder,
        "Drawn by procedure: these are no radiographs of anybody.%nMade by: palimpsest data draw siim --images %d%n"
            .formatted(images)
            .replace("\r", ""));
    List<Plan> plans = plans();
    AtomicInteger done = new AtomicInteger();
    List<List<Box>> boxes;
    try {
      boxes =
          IntStream.range(0, images)
              .parallel()
              .mapToObj(
                  i -> {
                    List<Box> own = draw(plans.get(i), i, folder);
                    progress.drawn(done.incrementAndGet(), images);
                    return own;
                  })
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    StringBuilder studies = new StringBuilder("id," + String.join(",", SiimTable.CLASSES) + "\n");
    StringBuilder table = new StringBuilder("id,boxes,label,StudyInstanceUID\n");
    String before = "";
    for (int i = 0; i < images; i++) {
      Plan plan = plans.get(i);
      if (!plan.study.equals(before)) {
        studies.append(plan.study).append("_study");
        for (int c = 0; c < STUDIES.length; c++) {
          studies.append(c == plan.appearance ? ",1" : ",0");
        }
        studies.append('\n');
      }
      // Of a study with several scans one at most has boxes.
      List<Box> shown = plan.study.equals(before) ? List.of() : boxes.get(i);
      table.append(String.join(",", plan.image + "_image", quoted(shown), label(shown), plan.study)).append('\n');
      before = plan.study;
    }
    AtomicFile.write(folder.resolve(SiimTable.IMAGES), table.toString());
    AtomicFile.write(folder.resolve(SiimTable.STUDIES), studies.toString());
  }

  /** A list in Python's form. */
  private static String quoted(List<Box> boxes) {
    if (boxes.isEmpty()) {
      return "";
    }
    return boxes.stream()
        .map(
            b ->
                String.format(
                    Locale.ROOT, "{'x': %.5f, 'y': %.5f, 'width': %.5f, 'height': %.5f}", b.x(), b.y(), b.width(),
                    b.height()))
        .collect(Collectors.joining(", ", "\"[", "]\""));
  }

  private static String label(List<Box> boxes) {
    if (boxes.isEmpty()) {
      return "none 1 0 0 1 1";
    }
    return boxes.stream()
        .map(
            b ->
                String.format(
                    Locale.ROOT, "opacity 1 %.5f %.5f %.5f %.5f", b.x(), b.y(), b.x() + b.width(), b.y() + b.height()))
        .collect(Collectors.joining(" "));
  }

  private List<Plan> plans() {
    int[] appearances = new int[images];
    double total = Arrays.stream(STUDIES).sum();
    double shares = 0;
    for (int c = 0, from = 0; c < STUDIES.length; c++) {
      shares += STUDIES[c] / total;
      int to = (int) Math.round(shares * images);
      Arrays.fill(appearances, from, to, c);
      from = to;
    }
    Shuffle.inPlace(appearances, SEED.derive("classes"));
    List<Plan> plans = new ArrayList<>();
    String patient = "";
    String sex = "";
    boolean male = false;
    for (int study = 0; plans.size() < images; study++) {
      Dice dice = new Dice(SEED.derive("study").derive(study));
      if (study == 0 || !dice.chance(SAME_PATIENT)) {
        patient = id("patient", study);
        male = dice.chance(MALE);
        sex = new String[] {male ? "M" : "F", "", "O"}[dice.choice(0.98, 0.01, 0.01)];
      }
      int scans = dice.chance(SECOND_SCAN) ? 2 : 1;
      for (int scan = 0; scan < scans && plans.size() < images; scan++) {
        int number = plans.size();
        plans.add(
            new Plan(
                id("study", study), id("series", number), id("image", number), patient, sex, male,
                appearances[number - scan]));
      }
    }
    return plans;
  }

  /** Twelve hexadecimal digits. */
  private static String id(String kind, int number) {
    return "%012x".formatted(SEED.derive("id", kind).derive(number).value() >>> 16);
  }

  private List<Box> draw(Plan plan, int number, Path folder) {
    Dice dice = new Dice(SEED.derive("scan").derive(number));
    Radiograph drawn = RadiographPainter.draw(dice, plan.male, Appearance.values()[plan.appearance], height);
    int bits = BITS[dice.below(BITS.length)];
    boolean inverted = dice.chance(INVERTED);
    TransferSyntax syntax = SYNTAXES[number % SYNTAXES.length];
    int most = (1 << bits) - 1;
    int[] values = new int[drawn.values().length];
    for (int i = 0; i < values.length; i++) {
      int value = (int) (drawn.values()[i] * most + 0.5);
      values[i] = inverted ? most - value : value;
    }
    DicomWriter writer = new DicomWriter(syntax, plan.image);
    writer.text(0x00080060, "CS", "CR");
    writer.text(0x00100010, "PN", plan.patient);
    writer.text(0x00100020, "LO", plan.patient);
    if (!plan.sex.isEmpty()) {
      writer.text(SiimScan.SEX, "CS", plan.sex);
    }
    writer.text(0x00180015, "CS", "CHEST");
    writer.text(0x0020000D, "UI", plan.study);
    writer.text(0x0020000E, "UI", plan.series);
    writer.number(DicomPixels.SAMPLES, 1);
    writer.text(DicomPixels.PHOTOMETRIC, "CS", inverted ? "MONOCHROME1" : "MONOCHROME2");
    writer.number(DicomPixels.ROWS, drawn.rows());
    writer.number(DicomPixels.COLUMNS, drawn.columns());
    writer.number(DicomPixels.BITS_ALLOCATED, bits == 8 ? 8 : 16);
    writer.number(DicomPixels.BITS_STORED, bits);
    writer.number(DicomPixels.HIGH_BIT, bits - 1);
    writer.number(DicomPixels.REPRESENTATION, 0);
    if (dice.chance(0.5)) {
      writer.text(VoiLut.WINDOW_CENTER, "DS", "" + (most + 1) / 2);
      writer.text(VoiLut.WINDOW_WIDTH, "DS", "" + (int) ((most + 1) * dice.uniform(0.9, 1)));
    }
    try {
      Path place = Files.createDirectories(folder.resolve("train").resolve(plan.study).resolve(plan.series));
      Files.write(
          place.resolve(plan.image + ".dcm"), writer.with(syntax, drawn.rows(), drawn.columns(), bits, values));
      return drawn.boxes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
