package org.palimpsest.data.features;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.data.image.PixelScale;
import org.palimpsest.random.Seed;

/**
 * The pictures of a dataset in the place of files that labels name: those for training, for attackers and for tests, one
 * party after the other, as 8-bit samples, and a table of their labels. Attackers have those for validation, too, as no
 * model is chosen.
 */
public final class DatasetImages {

  /** The column of the table that says who has a picture. */
  public static final String SPLIT = "split";

  private final PictureDataset dataset;
  private final Task task;
  private final List<String> parties = new ArrayList<>();
  private final List<Images> images = new ArrayList<>();

  /**
   * @param dataset in the framing that a model takes, with values in [-1, 1]
   * @throws org.palimpsest.data.DataException if files are missing or damaged
   */
  public DatasetImages(PictureDataset dataset, Condition condition, DataHome home) {
    if (dataset.pictures().scale() != PixelScale.HALF) {
      throw new IllegalArgumentException("scale: expected half, was " + dataset.pictures().scale());
    }
    this.dataset = dataset;
    Seed seed = new Seed(0);
    PoolSizes sizes = dataset.full(home, Protocol.DISJOINT);
    this.task = dataset.open(home, condition, Protocol.DISJOINT, sizes, seed);
    Task.Split test = task.splits().get(0);
    add("train", task.train().in(Mix.asIs(), seed).view());
    add("attack", task.attack().in(Mix.asIs(), seed).view());
    task.validation().ifPresent(pool -> add("attack", pool.in(Mix.asIs(), seed).view()));
    add("test", test.pool().in(test.mix(), seed).view());
  }

  private void add(String party, Images of) {
    parties.add(party);
    images.add(of);
  }

  /** The column of what the images are for. */
  public String target() {
    return task.target().name();
  }

  /** The column of what they should not tell. */
  public String privateAttribute() {
    return task.privateAttribute().name();
  }

  /** A text that only the same pictures with the same labels share. */
  public String id() {
    return dataset.name() + " " + images.stream().map(Images::id).collect(Collectors.joining(" "));
  }

  int size() {
    return images.stream().mapToInt(Images::size).sum();
  }

  /** A picture (H, W, C), 0..255, luma alone where one channel is asked for. */
  byte[] samples(int picture, boolean grey) {
    int party = 0;
    int at = picture;
    while (at >= images.get(party).size()) {
      at -= images.get(party++).size();
    }
    Images of = images.get(party);
    float[] values = new float[of.shape().volume()];
    of.write(at, values, 0);
    byte[] samples = new byte[values.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) Math.round((values[i] * .5f + .5f) * 255);
    }
    Pixels pixels = new Pixels(of.height(), of.width(), of.channels(), samples);
    return (grey ? pixels.grey() : pixels.coloured()).samples();
  }

  /** Writes a line for each picture: target, private attribute and {@value #SPLIT}. */
  public void writeLabels(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(
        file,
        partial -> {
          try (Writer writer = Files.newBufferedWriter(partial, StandardCharsets.UTF_8);
              CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get())) {
            csv.printRecord(target(), privateAttribute(), SPLIT);
            for (int party = 0; party < images.size(); party++) {
              Images of = images.get(party);
              for (int i = 0; i < of.size(); i++) {
                csv.printRecord(
                    task.target().values().get(of.target(i)),
                    task.privateAttribute().values().get(of.privateAttribute(i)), parties.get(party));
              }
            }
          }
        });
  }
}
