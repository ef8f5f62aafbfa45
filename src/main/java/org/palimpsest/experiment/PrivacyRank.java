package org.palimpsest.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.palimpsest.AtomicFile;
import org.palimpsest.Require;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.fair.EpsilonNeeded;
import org.palimpsest.fair.PrivacyRanking;
import org.palimpsest.metric.Interval;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.random.Seed;

/**
 * Test images ranked by how much privacy networks may have and still read them, from the trained networks of an
 * experiment whose private arms differ in epsilon. Networks that were clipped without noise are the last level, plain
 * ones say how hard an image is without privacy.
 *
 * <p>Written into {@code ranking/} below the results: {@code images.csv}, every test image from the most sensitive to the
 * least; {@code levels.csv}, accuracies of every level by target; {@code contrasts.csv}, what claims are decided by;
 * {@code pictures.png}, for every target a row of the {@value #SHOWN} most sensitive images and then of the least.
 */
public final class PrivacyRank {

  /** The folder below the results. */
  public static final String FOLDER = "ranking";

  /** Images of each target and end of the ranking that are shown. */
  public static final int SHOWN = 25;

  /** Confidence of the intervals of {@code contrasts.csv}: of two claims together 95 %. */
  public static final double LEVEL = 1 - .05 / 2;

  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
  private static final double CONFIDENT = .8;
  private static final double WANTED = .9;

  private final Images images;
  private final Labels labels;
  private final List<Level> levels;
  private final PrivacyRanking ranking;
  private final double[] plainLoss;
  private final Seed seed;

  /**
   * The networks of one arm.
   *
   * @param epsilon infinite for clipping without noise, NaN for plain training
   * @param answers (M, N)
   * @param logProbability (M, N), of the true answer
   * @param logOdds (M, N)
   */
  private record Level(
      String name, double epsilon, List<int[]> answers, List<double[]> logProbability, List<double[]> logOdds) {

    boolean isPrivate() {
      return Double.isFinite(epsilon);
    }
  }

  private PrivacyRank(Images images, List<Level> arms, Seed seed) {
    this.images = images;
    this.labels = images.labels();
    this.levels =
        arms.stream().filter(arm -> !Double.isNaN(arm.epsilon())).sorted(Comparator.comparingDouble(Level::epsilon)).toList();
    this.seed = seed;
    double[] epsilons = epsilons();
    Require.that(epsilons.length >= 2, "methods", "two or more trained with a finite epsilon", epsilons.length);
    for (int i = 1; i < levels.size(); i++) {
      Require.that(
          levels.get(i).epsilon() > levels.get(i - 1).epsilon(), "methods", "one for each epsilon",
          levels.get(i).name() + " and " + levels.get(i - 1).name());
    }
    List<boolean[][]> read =
        levels.stream().map(level -> level.answers().stream().map(this::right).toArray(boolean[][]::new)).toList();
    this.ranking = new PrivacyRanking(read, mean(levels, Level::logOdds));
    List<Level> plain = arms.stream().filter(arm -> Double.isNaN(arm.epsilon())).limit(1).toList();
    this.plainLoss = plain.isEmpty() ? new double[0] : negative(mean(plain, Level::logProbability));
  }

  /**
   * Ranks and writes.
   *
   * @param results of the experiment, some networks of which are trained
   * @return lines for people
   * @throws IOException if there is nothing to rank by, or the folder cannot be written
   */
  public static List<String> write(ExperimentSpec spec, DataHome home, Path results) throws IOException {
    Require.that(spec.conditions().size() == 1, "conditions", "one", spec.conditions().size());
    Tasks tasks = new Tasks(spec, home);
    Images[] images = new Images[1];
    Map<String, Level> arms = new LinkedHashMap<>();
    for (Cell cell : spec.grid()) {
      CellFolder folder = new CellFolder(results.resolve(KeptEpochs.SELECTED.folder()), cell, MeasurePlan.of(spec).id());
      if (folder.state().isTrained() && cell.trains()) {
        CellData data = new CellData(tasks.of(cell.spec()), cell.spec());
        Images own = data.test(data.task().split(data.task().headline())).view();
        Require.that(
            images[0] == null || images[0].id().equals(own.id()), "test images", "the same for every network", cell.label());
        images[0] = own;
        double epsilon = folder.promise().getOrDefault("epsilon_pld", Double.NaN);
        String name = cell.spec().method().name() + " " + cell.variant();
        Level arm = arms.computeIfAbsent(
            name, n -> new Level(n, epsilon, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        read(folder.readTrained(data.encoder()).encoder(), own, cell.spec().train().batchSize(), arm);
      }
    }
    if (images[0] == null) {
      throw new IOException(results + ": expected networks of " + spec.name() + ", was none: run it first");
    }
    PrivacyRank rank =
        new PrivacyRank(images[0], List.copyOf(arms.values()), new Seed(spec.seed()).derive("privacy rank"));
    return rank.write(Files.createDirectories(results.resolve(FOLDER)));
  }

  private static void read(Encoder encoder, Images images, int batchSize, Level arm) {
    int[] answers = new int[images.size()];
    double[] logProbability = new double[images.size()];
    double[] logOdds = new double[images.size()];
    new Evaluator(encoder, batchSize)
        .forEach(
            images,
            (from, activations) -> {
              Evaluator.predictInto(answers, from, activations.logits());
              DMatrixRMaj logs = LogSoftmax.of(activations.logits());
              for (int row = 0; row < activations.size(); row++) {
                int target = images.target(from + row);
                logProbability[from + row] = logs.get(row, target);
                logOdds[from + row] = logs.get(row, target) - logOfOthers(logs, row, target);
              }
            });
    arm.answers().add(answers);
    arm.logProbability().add(logProbability);
    arm.logOdds().add(logOdds);
  }

  /** log of the sum of all probabilities but one. */
  private static double logOfOthers(DMatrixRMaj logs, int row, int target) {
    int[] others = IntStream.range(0, logs.numCols).filter(c -> c != target).toArray();
    double largest = Arrays.stream(others).mapToDouble(c -> logs.get(row, c)).max().orElseThrow();
    return largest + Math.log(Arrays.stream(others).mapToDouble(c -> Math.exp(logs.get(row, c) - largest)).sum());
  }

  private boolean[] right(int[] answers) {
    boolean[] right = new boolean[answers.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = answers[i] == labels.targets()[i];
    }
    return right;
  }

  private interface Values {
    List<double[]> of(Level level);
  }

  private static double[] mean(List<Level> levels, Values values) {
    List<double[]> all = levels.stream().flatMap(level -> values.of(level).stream()).toList();
    return IntStream.range(0, all.get(0).length)
        .mapToDouble(i -> all.stream().mapToDouble(one -> one[i]).average().orElseThrow())
        .toArray();
  }

  private static double[] negative(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  private double[] epsilons() {
    return levels.stream().filter(Level::isPrivate).mapToDouble(Level::epsilon).toArray();
  }

  private int[] of(int target) {
    return IntStream.range(0, images.size()).filter(i -> labels.targets()[i] == target).toArray();
  }

  private List<String> write(Path folder) throws IOException {
    int[] order = ranking.order();
    AtomicFile.write(folder.resolve("images.csv"), imagesCsv(order));
    AtomicFile.write(folder.resolve("levels.csv"), levelsCsv());
    AtomicFile.write(folder.resolve("contrasts.csv"), contrastsCsv());
    PictureStrip.write(pictures(order), folder.resolve("pictures.png"));
    List<String> lines = new ArrayList<>();
    int[] all = IntStream.range(0, images.size()).toArray();
    for (int l = 0; l < levels.size(); l++) {
      lines.add("%-60s epsilon %8.3f: %d networks read %.1f %%".formatted(
          levels.get(l).name(), levels.get(l).epsilon(), levels.get(l).answers().size(), 100 * ranking.accuracy(l, all)));
    }
    lines.add("Scores by one half of the networks and by the other: rank correlation %.2f".formatted(
        ranking.splitHalfCorrelation()));
    return lines;
  }

  private String imagesCsv(int[] order) throws IOException {
    double[] scores = ranking.scores();
    int[] first = ranking.firstLevels();
    int[] settled = ranking.settledLevels();
    StringBuilder text = new StringBuilder();
    CSVPrinter csv = new CSVPrinter(text, CSV);
    csv.printRecord(
        "image", "target", "group", "score", "first_level", "settled_level", "log_odds", "wrong_answer", "plain_loss");
    for (int image : order) {
      csv.printRecord(
          image, labels.target().values().get(labels.targets()[image]),
          labels.privateAttribute().values().get(labels.privateAttributes()[image]), scores[image], first[image],
          settled[image], ranking.logOdds()[image], wrongAnswer(image),
          plainLoss.length == 0 ? "" : Double.toString(plainLoss[image]));
    }
    return text.toString();
  }

  /** The one that most networks give; empty if none gives any. */
  private String wrongAnswer(int image) {
    Map<Integer, Integer> counts = new TreeMap<>();
    levels.stream()
        .flatMap(level -> level.answers().stream())
        .filter(answers -> answers[image] != labels.targets()[image])
        .forEach(answers -> counts.merge(answers[image], 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(entry -> -entry.getKey()))
        .map(entry -> labels.target().values().get(entry.getKey()))
        .orElse("");
  }

  private String levelsCsv() throws IOException {
    StringBuilder text = new StringBuilder();
    CSVPrinter csv = new CSVPrinter(text, CSV);
    csv.printRecord("level", "epsilon", "networks", "target", "n", "accuracy", "confident");
    for (int l = 0; l < levels.size(); l++) {
      Level level = levels.get(l);
      for (int target = 0; target < labels.target().size(); target++) {
        int[] own = of(target);
        double confident =
            level.logProbability().stream()
                .mapToDouble(logs -> (double) Arrays.stream(own).filter(i -> logs[i] > Math.log(CONFIDENT)).count())
                .average()
                .orElseThrow();
        csv.printRecord(
            l + 1, level.epsilon(), level.answers().size(), labels.target().values().get(target), own.length,
            ranking.accuracy(l, own), confident / own.length);
      }
    }
    return text.toString();
  }

  /** Rows P3 and P4; a field is empty where there is nothing to say. */
  private String contrastsCsv() {
    StringBuilder csv = new StringBuilder("id,value,low,high,n\n");
    if (plainLoss.length > 0) {
      double[] sensitivity = negative(ranking.scores());
      double correlation = new SpearmansCorrelation().correlation(sensitivity, plainLoss);
      csv.append("P3,%s,,,%d\n".formatted(correlation, images.size()));
    }
    List<String> values = labels.target().values();
    if (values.contains("8") && values.contains("0")) {
      int[] eights = of(values.indexOf("8"));
      int[] zeros = of(values.indexOf("0"));
      EpsilonNeeded.Reading reading = drawn -> logEpsilon(drawn, eights) - logEpsilon(drawn, zeros);
      int[] runs = levels.stream().filter(Level::isPrivate).mapToInt(level -> level.answers().size()).toArray();
      double value = reading.of(Arrays.stream(runs).mapToObj(n -> IntStream.range(0, n).toArray()).toArray(int[][]::new));
      Optional<Interval> interval = EpsilonNeeded.bootstrap(runs, reading, LEVEL, seed.derive("P4"));
      csv.append("P4,%s,%s,%s,%d\n".formatted(
          Double.isNaN(value) ? "" : Double.toString(value), interval.map(i -> Double.toString(i.low())).orElse(""),
          interval.map(i -> Double.toString(i.high())).orElse(""), Arrays.stream(runs).min().orElseThrow()));
    }
    return csv.toString();
  }

  /** log of the least epsilon at which nine tenths of some images are read; NaN if none of the grid does, or its least. */
  private double logEpsilon(int[][] drawn, int[] some) {
    double[] accuracies = new double[drawn.length];
    for (int l = 0; l < drawn.length; l++) {
      int level = l;
      accuracies[l] = Arrays.stream(drawn[l]).mapToDouble(n -> ranking.accuracy(level, n, some)).average().orElseThrow();
    }
    return EpsilonNeeded.of(epsilons(), accuracies, WANTED)
        .filter(needed -> !needed.atMost())
        .map(needed -> Math.log(needed.epsilon()))
        .orElse(Double.NaN);
  }

  private BufferedImage pictures(int[] order) {
    int height = images.shape().height();
    int width = images.shape().width();
    BufferedImage all =
        new BufferedImage(2 * SHOWN * width, labels.target().size() * height, BufferedImage.TYPE_INT_RGB);
    float[] pixels = new float[height * width * images.shape().channels()];
    for (int target = 0; target < labels.target().size(); target++) {
      int wanted = target;
      int[] own = Arrays.stream(order).filter(i -> labels.targets()[i] == wanted).toArray();
      for (int place = 0; place < Math.min(SHOWN, own.length); place++) {
        images.write(own[place], pixels, 0);
        PictureStrip.paint(pixels, images.shape(), all, place * width, target * height);
        images.write(own[own.length - 1 - place], pixels, 0);
        PictureStrip.paint(pixels, images.shape(), all, (SHOWN + place) * width, target * height);
      }
    }
    return all;
  }
}
