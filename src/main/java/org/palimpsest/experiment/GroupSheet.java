package org.palimpsest.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task;
import org.palimpsest.data.Task.Split;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.random.Seed;

/**
 * The groups of an experiment's images that carry their private attribute by nature: {@value #COUNTS}, how many images
 * each party has of every target and private value, and where images are drawn, in {@value #FOLDER} a picture for each
 * condition of some of those for training. Collected images are counted alone, as they may show people.
 *
 * <p>A picture has a row for each group, private values of the first target first, and {@value #PICTURES} images a row
 * at their size; what a group lacks is white.
 */
public final class GroupSheet {

  public static final String COUNTS = "groups.csv";
  public static final String FOLDER = "groups";
  public static final int PICTURES = 8;

  /** The columns of {@value #COUNTS}. */
  public static final List<String> HEADER =
      List.of("dataset", "protocol", "condition", "images", "target", "private", "count");

  /** What the images for training are called. */
  public static final String TRAINING = "training";

  private static final int WHITE = 0xFFFFFF;
  private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private GroupSheet() {}

  /** The file of a condition's pictures, by the condition's label. */
  public static String file(String condition) {
    return condition.replaceAll("[^A-Za-z0-9=.]+", "-") + ".png";
  }

  /** Writes what there is of the experiment's conditions; none of painted images, or of such as cannot be had. */
  static void write(ExperimentSpec spec, Tasks tasks, Path results) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : spec.conditions()) {
      try {
        Task task = tasks.at(condition);
        if (!task.train().isPainted()) {
          parties(task).forEach((party, labels) -> rows.addAll(rows(spec, condition, party, labels)));
          if (spec.dataset().drawn()) {
            picture(task.train(), Files.createDirectories(results.resolve(FOLDER)).resolve(file(condition.label())));
          }
        }
      } catch (DataException | IllegalArgumentException e) {
        // Each cell of the condition says so.
        continue;
      }
    }
    if (!rows.isEmpty()) {
      AtomicFile.stream(
          results.resolve(COUNTS),
          out -> {
            StringBuilder text = new StringBuilder();
            CSVPrinter printer = new CSVPrinter(text, FORMAT);
            printer.printRecord(HEADER);
            printer.printRecords(rows);
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
          });
    }
  }

  /** Labels by party: splits of the same images are one, under the first one's name. */
  private static Map<String, Labels> parties(Task task) {
    Map<String, Pool> pools = new LinkedHashMap<>();
    pools.put(TRAINING, task.train());
    task.validation().ifPresent(pool -> pools.put("validation", pool));
    pools.put("attackers'", task.attack());
    for (Split split : task.splits()) {
      pools.put(split.name(), split.pool());
    }
    Map<String, Labels> labels = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    pools.forEach(
        (party, pool) -> {
          if (!seen.contains(pool.id())) {
            seen.add(pool.id());
            labels.put(party, pool.in(Mix.asIs(), new Seed(0)).labels());
          }
        });
    return labels;
  }

  private static List<List<String>> rows(ExperimentSpec spec, Condition condition, String party, Labels labels) {
    Groups groups = labels.groups();
    List<List<String>> rows = new ArrayList<>();
    for (int y = 0; y < groups.targets(); y++) {
      for (int b = 0; b < groups.privateValues(); b++) {
        rows.add(
            List.of(
                spec.dataset().name(), RecordBinder.spelling(spec.protocol()), condition.label(), party,
                labels.target().values().get(y), labels.privateAttribute().values().get(b),
                Integer.toString(groups.count(y, b))));
      }
    }
    return rows;
  }

  private static void picture(Pool pool, Path file) throws IOException {
    Sample sample = pool.in(Mix.asIs(), new Seed(0));
    Images images = sample.images();
    int privateValues = images.privateClasses();
    int groups = images.targetClasses() * privateValues;
    int height = images.height();
    int width = images.width();
    BufferedImage sheet = new BufferedImage(PICTURES * width, groups * height, BufferedImage.TYPE_INT_RGB);
    int[] blank = new int[sheet.getWidth() * sheet.getHeight()];
    Arrays.fill(blank, WHITE);
    sheet.setRGB(0, 0, sheet.getWidth(), sheet.getHeight(), blank, 0, sheet.getWidth());
    for (int group = 0; group < groups; group++) {
      int wanted = group;
      int[] members =
          Arrays.stream(sample.rows())
              .filter(i -> images.target(i) * privateValues + images.privateAttribute(i) == wanted)
              .limit(PICTURES)
              .toArray();
      for (int column = 0; column < members.length; column++) {
        int[] colours = colours(images, members[column]);
        sheet.setRGB(column * width, group * height, width, height, colours, 0, width);
      }
    }
    AtomicFile.write(
        file,
        partial -> {
          if (!ImageIO.write(sheet, "png", partial.toFile())) {
            throw new IOException(partial + ": this Java cannot write PNG");
          }
        });
  }

  private static int[] colours(Images images, int image) {
    byte[] samples = images.shown(image);
    int channels = images.channels();
    int[] colours = new int[samples.length / channels];
    for (int p = 0; p < colours.length; p++) {
      for (int c = 0; c < 3; c++) {
        colours[p] = colours[p] << 8 | samples[p * channels + (channels == 1 ? 0 : c)] & 0xFF;
      }
    }
    return colours;
  }
}
