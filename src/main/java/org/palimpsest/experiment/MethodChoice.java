package org.palimpsest.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Condition;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.train.TrainSpec;

/**
 * One line of an experiment's comparison: a method on a network.
 *
 * @param method with its usual settings
 * @param network the network it trains
 * @param train how, where that differs from the experiment's training
 * @param conditions those under which it runs
 * @param at its settings where they differ from the usual ones, by condition
 * @param start the training that its networks start from; drawn parameters if empty
 * @param drawn values of record components that differ by the encoder's number, from number 1 on; number 0 has the
 *     settings given; empty outside sweeps
 * @param variant what tells it from the same method with default settings on the experiment's network, such as
 *     {@code alpha=24.7 bottleneck=tanh-unit}; empty if nothing does
 */
public record MethodChoice(
    Method method,
    NetworkSpec network,
    Optional<TrainSpec> train,
    List<Condition> conditions,
    Map<Condition, Method> at,
    Optional<StartChoice> start,
    List<Map<String, Double>> drawn,
    String variant) {

  public MethodChoice {
    conditions = List.copyOf(conditions);
    at = Map.copyOf(at);
    drawn = List.copyOf(drawn);
  }

  /** A choice whose settings do not depend on the encoder's number. */
  public MethodChoice(
      Method method, NetworkSpec network, List<Condition> conditions, Map<Condition, Method> at, String variant) {
    this(method, network, Optional.empty(), conditions, at, Optional.empty(), List.of(), variant);
  }

  /** The method with the settings it is given under one condition. */
  public Method methodAt(Condition condition) {
    return at.getOrDefault(condition, method);
  }

  /** The method with the settings it has under one condition, for one encoder. */
  public Method methodAt(Condition condition, int number) {
    Method given = methodAt(condition);
    return number == 0 || drawn.isEmpty() ? given : RecordBinder.with(given, drawn.get(number - 1));
  }

  /** The parameters that one encoder has before its first step. */
  Start startOf(int number, long root) {
    return start.map(choice -> choice.of(number, root)).orElse(Start.DRAWN);
  }

  /** Name and variant in one. */
  public String label() {
    return variant.isEmpty() ? method.name() : method.name() + " (" + variant + ")";
  }
}
