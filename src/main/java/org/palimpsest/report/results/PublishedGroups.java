package org.palimpsest.report.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.palimpsest.StrictCsv;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Metrics;

/** Published numbers on groups, of the files that {@code results/published/groups.csv} names for an experiment. */
public record PublishedGroups(List<Value> values) {

  private static final String INDEX = "groups.csv";
  private static final List<String> COLUMNS =
      List.of(
          "dataset", "condition", "train_images", "method", "epsilon", "group", "metric", "mean", "sd", "n", "spread",
          "status", "source");

  /**
   * A number that somebody else printed.
   *
   * @param condition empty where the source's is none of ours
   * @param epsilon as the source reports it; empty for training without privacy
   * @param group as the source calls it, or {@code all}
   * @param images of the group in the source's test set, where that is known
   */
  public record Value(
      String paper, AxisLabel condition, OptionalInt trainImages, String method, OptionalDouble epsilon, String group,
      String metric, double mean, OptionalInt images, String status, String source) {}

  /**
   * A network of a paper: what is printed of it.
   *
   * @param majority its accuracy on the first group named
   * @param minority on the other
   */
  public record Network(
      String paper, AxisLabel condition, OptionalInt trainImages, String method, OptionalDouble epsilon, Optional<Value> all,
      Optional<Value> majority, Optional<Value> minority, Optional<Value> parity, Optional<Value> opportunity) {}

  /** Those beside which an experiment's results stand. */
  public static PublishedGroups of(String experiment) throws IOException {
    List<Value> values = new ArrayList<>();
    StrictCsv index = Published.csv(INDEX).having(List.of("file", "paper", "experiments"), List.of());
    for (StrictCsv.Line line : index.lines()) {
      if (Arrays.asList(line.text("experiments").split(" ")).contains(experiment)) {
        values.addAll(values(line.text("paper"), Published.csv(line.text("file")).having(COLUMNS, List.of())));
      }
    }
    return new PublishedGroups(List.copyOf(values));
  }

  private static List<Value> values(String paper, StrictCsv csv) throws IOException {
    List<Value> values = new ArrayList<>();
    for (StrictCsv.Line line : csv.lines()) {
      double epsilon = line.decimal("epsilon");
      values.add(
          new Value(
              paper, new AxisLabel(line.field("condition")), whole(line, "train_images"), line.text("method"),
              Double.isNaN(epsilon) ? OptionalDouble.empty() : OptionalDouble.of(epsilon), line.text("group"),
              line.text("metric"), line.number("mean"), whole(line, "n"), line.text("status"), line.text("source")));
    }
    return values;
  }

  private static OptionalInt whole(StrictCsv.Line line, String column) throws IOException {
    return line.field(column).isEmpty() ? OptionalInt.empty() : OptionalInt.of(line.whole(column));
  }

  /**
   * The networks under any of these conditions, or under none of ours, of the largest training set where there are
   * several.
   */
  public List<Network> networks(List<AxisLabel> conditions) {
    int most = values.stream().flatMapToInt(value -> value.trainImages().stream()).max().orElse(0);
    List<Value> wanted =
        values.stream()
            .filter(value -> value.condition().isNone() || conditions.contains(value.condition()))
            .filter(value -> value.trainImages().orElse(most) == most)
            .toList();
    List<Network> networks = new ArrayList<>();
    for (Value first : wanted) {
      List<Value> own = wanted.stream().filter(value -> sameNetwork(value, first)).toList();
      if (own.get(0) == first) {
        List<String> groups =
            own.stream().map(Value::group).filter(group -> !group.equals(Metrics.ALL)).distinct().toList();
        networks.add(
            new Network(
                first.paper(), first.condition(), first.trainImages(), first.method(), first.epsilon(),
                find(own, Metrics.ALL, Metrics.TARGET_ACCURACY),
                groups.isEmpty() ? Optional.empty() : find(own, groups.get(0), GroupFairness.ACCURACY),
                groups.size() < 2 ? Optional.empty() : find(own, groups.get(1), GroupFairness.ACCURACY),
                own.stream().filter(value -> value.metric().equals(GroupFairness.PARITY_MAX)).findFirst(),
                own.stream().filter(value -> value.metric().equals("opportunity")).findFirst()));
      }
    }
    return networks;
  }

  private static boolean sameNetwork(Value one, Value other) {
    return Stream.of(one.paper().equals(other.paper()), one.condition().equals(other.condition()),
            one.method().equals(other.method()), one.epsilon().equals(other.epsilon()),
            one.status().equals(other.status()))
        .allMatch(same -> same);
  }

  private static Optional<Value> find(List<Value> values, String group, String metric) {
    return values.stream().filter(value -> value.group().equals(group) && value.metric().equals(metric)).findFirst();
  }
}
