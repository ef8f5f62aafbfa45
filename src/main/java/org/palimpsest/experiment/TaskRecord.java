package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.metric.Metrics;
import org.palimpsest.random.Seed;

/**
 * What {@code provenance.json} tells of the task: which question is asked of which images.
 *
 * @param axis what conditions differ in, such as {@code rho}; empty where they are names
 * @param headline the split that a report leads with
 * @param balanced the attackers' mix under which private attribute and target are independent
 * @param aligned [target][private value]: whether the value goes with the target where data are biased; empty if
 *     nothing does
 * @param shares [target][private value]: the share that each group has in means over the headline split; empty where
 *     all groups count alike
 */
public record TaskRecord(
    Answers target,
    Answers privateAttribute,
    String axis,
    String headline,
    AxisLabel balanced,
    Optional<boolean[][]> aligned,
    Data dataset,
    List<SplitRecord> splits,
    Optional<double[][]> shares) {

  private static final List<String> COLOURS = IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  /** An attribute: its catalogue name, the noun that people read, and its values in order. */
  public record Answers(String name, String noun, List<String> values) {
    public Answers {
      Require.that(!noun.isEmpty(), "noun of an attribute", "a text", "nothing");
      boolean nothing = name.equals(Attribute.NONE.name()) && values.size() == 1;
      Require.that(values.size() > 1 || nothing, "values of " + name, "at least 2", values.size());
    }

    /** The accuracy of guessing. */
    public double chance() {
      return 1.0 / values.size();
    }

    private static Answers of(Attribute attribute) {
      return new Answers(attribute.name(), attribute.noun(), attribute.values());
    }

    private static Answers of(JsonNode json) {
      String name = json.path("name").asText("");
      return new Answers(
          name, json.path("noun").asText(name), json.path("values").valueStream().map(JsonNode::asText).toList());
    }

    private void write(ObjectNode json) {
      json.put("name", name);
      json.put("noun", noun);
      values.forEach(json.putArray("values")::add);
    }
  }

  /**
   * The dataset.
   *
   * @param title how people call it
   * @param publishedAs under which papers' numbers on it are filed; empty if nobody published any
   * @param drawn whether the images are drawn by the suite
   * @param summary a sentence
   */
  public record Data(String name, String title, Optional<String> publishedAs, boolean drawn, String summary) {}

  /** Images on which things are measured, and what they are, in a sentence without its full stop. */
  public record SplitRecord(String name, String meaning) {}

  /** The task of a run. */
  static TaskRecord of(Dataset dataset, Task task, Condition condition) {
    Split headline = task.split(task.headline());
    return new TaskRecord(
        Answers.of(task.target()),
        Answers.of(task.privateAttribute()),
        condition.axis(),
        task.headline(),
        new AxisLabel(task.defaults().resolve(Mix.balanced()).label()),
        task.alignment().map(Alignment::goesWith),
        new Data(dataset.name(), dataset.title(), dataset.publishedAs(), dataset.drawn(), dataset.description()),
        task.splits().stream().map(split -> new SplitRecord(split.name(), split.meaning())).toList(),
        headline.mix() instanceof Mix.AsIs
            ? Optional.of(shares(headline, task.alignment()))
            : Optional.empty());
  }

  /** Groups without images have no share: the others make up the whole. */
  private static double[][] shares(Split split, Optional<Alignment> alignment) {
    Groups groups = split.pool().in(Mix.asIs(), new Seed(0)).labels().groups();
    double[][] shares = split.weighting().shares(groups, alignment);
    double total = 0;
    for (int y = 0; y < shares.length; y++) {
      for (int b = 0; b < shares[y].length; b++) {
        shares[y][b] = groups.count(y, b) == 0 ? 0 : shares[y][b];
        total += shares[y][b];
      }
    }
    for (double[] row : shares) {
      for (int b = 0; b < row.length; b++) {
        row[b] /= total;
      }
    }
    return shares;
  }

  /** The task of results that tell none: ten colours behind ten digits, at a correlation. */
  static TaskRecord digits(String dataset) {
    boolean mnist = dataset.equals("mnist");
    return new TaskRecord(
        new Answers("digit", "digit", COLOURS),
        new Answers("colour", "colour", COLOURS),
        "rho",
        Metrics.UNBIASED,
        AxisLabel.rho(.1),
        Optional.of(diagonal(10)),
        new Data(
            dataset, mnist ? "MNIST" : dataset + " digits", mnist ? Optional.of("biased-mnist") : Optional.empty(),
            dataset.equals("drawn"), ""),
        List.of(
            new SplitRecord(Metrics.BIASED, "colour always names the digit (\u03c1 = 1)"),
            new SplitRecord(Metrics.UNBIASED, "colour and digit are independent"),
            new SplitRecord(Metrics.CONFLICTING, "colour never names the digit (\u03c1 = 0)")),
        Optional.empty());
  }

  private static boolean[][] diagonal(int n) {
    boolean[][] aligned = new boolean[n][n];
    for (int i = 0; i < n; i++) {
      aligned[i][i] = true;
    }
    return aligned;
  }

  static TaskRecord of(JsonNode json) {
    JsonNode data = json.path("dataset");
    String name = data.path("name").asText("");
    return new TaskRecord(
        Answers.of(json.path("target")),
        Answers.of(json.path("private")),
        json.path("axis").asText(""),
        json.path("headline").asText(Metrics.UNBIASED),
        new AxisLabel(json.path("balanced").asText("")),
        json.path("aligned").isArray() ? Optional.of(booleans(json.path("aligned"))) : Optional.empty(),
        new Data(
            name, data.path("title").asText(name), Optional.ofNullable(data.path("published_as").asText(null)),
            data.path("drawn").asBoolean(false), data.path("summary").asText("")),
        json.path("splits").valueStream()
            .map(split -> new SplitRecord(split.path("name").asText(""), split.path("meaning").asText("")))
            .toList(),
        json.path("shares").isArray() && !json.path("shares").isEmpty()
            ? Optional.of(numbers(json.path("shares")))
            : Optional.empty());
  }

  /** As {@code provenance.json} has it under {@code task}. */
  void write(ObjectNode json) {
    target.write(json.putObject("target"));
    privateAttribute.write(json.putObject("private"));
    json.put("axis", axis);
    json.put("headline", headline);
    json.put("balanced", balanced.text());
    if (aligned.isPresent()) {
      ArrayNode rows = json.putArray("aligned");
      for (boolean[] row : aligned.get()) {
        ArrayNode values = rows.addArray();
        for (boolean value : row) {
          values.add(value);
        }
      }
    } else {
      json.putNull("aligned");
    }
    ObjectNode data = json.putObject("dataset");
    data.put("name", dataset.name());
    data.put("title", dataset.title());
    data.put("published_as", dataset.publishedAs().orElse(null));
    data.put("drawn", dataset.drawn());
    data.put("summary", dataset.summary());
    ArrayNode all = json.putArray("splits");
    splits.forEach(split -> all.addObject().put("name", split.name()).put("meaning", split.meaning()));
    ArrayNode rows = json.putArray("shares");
    for (double[] row : shares.orElse(new double[0][])) {
      ArrayNode values = rows.addArray();
      for (double share : row) {
        values.add(share);
      }
    }
  }

  private static boolean[][] booleans(JsonNode rows) {
    List<boolean[]> all = new ArrayList<>();
    for (JsonNode row : rows) {
      boolean[] values = new boolean[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i).asBoolean();
      }
      all.add(values);
    }
    return all.toArray(boolean[][]::new);
  }

  private static double[][] numbers(JsonNode rows) {
    return rows.valueStream()
        .map(row -> row.valueStream().mapToDouble(JsonNode::asDouble).toArray())
        .toArray(double[][]::new);
  }
}
