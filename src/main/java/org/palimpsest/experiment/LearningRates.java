package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.AtomicFile;
import org.palimpsest.Require;
import org.palimpsest.data.Condition;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.metric.Metrics;
import org.palimpsest.train.TrainSpec;

/**
 * The choice of every arm's learning rate on images that are public, as they are drawn: each arm is trained under every
 * rate and takes the one whose networks are most accurate on all test images together, never on a group; on a tie the
 * lower. Such a choice costs no privacy. Arms that start from other networks have none, as what they start from was
 * drawn, too.
 *
 * @param asked the experiment, on drawn images; of its conditions the first has a say
 * @param rates ascending
 * @param seeds networks for each arm and rate
 * @param images for training; as many or fewer for the test
 */
public record LearningRates(ExperimentSpec asked, List<Double> rates, int seeds, int images) {

  private static final int TESTED = 2000;
  private static final int FEW = 100;
  private static final String SETTING = "learningRate=";

  public LearningRates {
    rates = List.copyOf(rates);
    Require.that(asked.dataset().drawn(), "dataset", "a drawn one, which is public", asked.dataset().title());
    Require.that(
        rates.size() >= 2 && rates.equals(rates.stream().distinct().sorted().toList()) && rates.get(0) > 0,
        "rates", "two or more above 0, ascending", rates);
    Require.that(images >= FEW, "images", "at least " + FEW, images);
  }

  /**
   * An arm and how accurate its networks are.
   *
   * @param accuracies by rate, ascending
   */
  public record Choice(Arm arm, Map<Double, Double> accuracies) {

    /** Empty if no network of the arm could be trained. */
    public Optional<Double> rate() {
      return accuracies.entrySet().stream()
          .max(Map.Entry.<Double, Double>comparingByValue().thenComparing(entry -> -entry.getKey()))
          .map(Map.Entry::getKey);
    }
  }

  /** The experiment of all rates, without attackers. */
  public ExperimentSpec search() {
    Condition condition = asked.conditions().get(0);
    List<MethodChoice> methods = new ArrayList<>();
    Set<Arm> arms = new HashSet<>();
    for (MethodChoice choice : asked.methods()) {
      boolean own = choice.start().isEmpty() && choice.methodAt(condition).trains();
      if (own && choice.conditions().contains(condition) && arms.add(arm(choice.method().name(), choice.variant()))) {
        rates.forEach(rate -> methods.add(at(choice, condition, rate)));
      }
    }
    return new ExperimentSpec(
        asked.name() + "-rates", asked.title() + ": learning rates", "", "", "", List.of(), "", asked.dataset(),
        asked.fingerprint(), Protocol.DISJOINT, new PoolSizes(images, FEW, FEW, Math.min(images, TESTED)),
        asked.network(), asked.train(), List.of(condition), methods, Optional.empty(), List.of(), List.of(), List.of(),
        seeds, false, false, asked.seed());
  }

  private MethodChoice at(MethodChoice choice, Condition condition, double rate) {
    TrainSpec train = choice.train().orElse(asked.train()).atRate(rate);
    String variant = arm("", choice.variant()).variant();
    return new MethodChoice(
        choice.method(), choice.network(), Optional.of(train), List.of(condition), choice.at(), choice.start(), List.of(),
        (variant + " " + SETTING + rate).strip());
  }

  /** The arm without its learning rate. */
  private static Arm arm(String method, String variant) {
    return new Arm(
        method,
        Arrays.stream(variant.split(" ")).filter(setting -> !setting.startsWith(SETTING)).collect(Collectors.joining(" ")));
  }

  /** What came of it, from {@code runs.csv}; written beside it as {@code rates.csv}. */
  public List<Choice> choose(Path results) throws IOException {
    Map<Arm, Map<Double, List<Double>>> found = new HashMap<>();
    for (ResultRow row : RunsCsv.read(results.resolve("runs.csv"))) {
      boolean wanted =
          row.attack().isNone() && row.metric().equals(Metrics.TARGET_ACCURACY) && row.group().equals(Metrics.ALL)
              && row.measured().epoch() == 0 && !row.split().equals(Metrics.TRAIN) && !row.split().startsWith("validation");
      if (wanted) {
        double rate =
            Arrays.stream(row.variant().split(" ")).filter(s -> s.startsWith(SETTING)).findFirst()
                .map(s -> Double.parseDouble(s.substring(SETTING.length()))).orElseThrow();
        found
            .computeIfAbsent(arm(row.method(), row.variant()), arm -> new HashMap<>())
            .computeIfAbsent(rate, r -> new ArrayList<>())
            .add(row.value());
      }
    }
    List<Choice> choices = new ArrayList<>();
    for (MethodChoice choice : search().methods()) {
      Arm arm = arm(choice.method().name(), choice.variant());
      if (choices.stream().noneMatch(one -> one.arm().equals(arm))) {
        Map<Double, Double> means = new TreeMap<>();
        found.getOrDefault(arm, Map.of()).forEach(
            (rate, values) -> {
              // Where a network diverged, the rate is none to take.
              if (values.size() == seeds) {
                means.put(rate, values.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
              }
            });
        choices.add(new Choice(arm, means));
      }
    }
    AtomicFile.write(results.resolve("rates.csv"), csv(choices));
    return choices;
  }

  private static String csv(List<Choice> choices) throws IOException {
    StringBuilder text = new StringBuilder();
    CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get());
    csv.printRecord("method", "variant", "learning_rate", "accuracy", "chosen");
    for (Choice choice : choices) {
      for (Map.Entry<Double, Double> tried : choice.accuracies().entrySet()) {
        csv.printRecord(
            choice.arm().method(), choice.arm().variant(), tried.getKey(), tried.getValue(),
            choice.rate().orElseThrow().equals(tried.getKey()));
      }
    }
    return text.toString();
  }
}
