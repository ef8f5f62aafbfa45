package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecNode;

/**
 * Reads what a spec says of data: dataset, conditions and pools.
 *
 * @param home where datasets are looked for
 */
record DataReader(Catalogue catalogue, DataHome home) {

  /** The keys by which a spec speaks of data. */
  static final List<String> KEYS = List.of("dataset", "digits", "protocol", "pools", "conditions", "rho");

  /** The value of {@code digits} that means MNIST where it is present and drawn digits elsewhere. */
  private static final String AUTO = "auto";

  boolean names(SpecNode node) {
    return node.get("dataset").present() || node.get("digits").present();
  }

  Dataset dataset(SpecNode root) {
    SpecNode node = root.get("dataset");
    SpecNode digits = root.get("digits");
    if (node.present() && digits.present()) {
      throw digits.error("expected one of dataset and digits, was both");
    } else if (node.present()) {
      SpecNode name = node.isObject() ? node.get("dataset") : node;
      Dataset named = name.oneOf("dataset", catalogue.datasets());
      Dataset given = node.isObject() ? RecordBinder.bind(node, named, Set.of("dataset")) : named;
      return given.in(home);
    }
    Map<String, Dataset> known = new LinkedHashMap<>();
    known.put(AUTO, catalogue.datasets().get(Mnist.in(home).isPresent() ? Mnist.NAME : DrawnDigits.NAME));
    catalogue.datasets().forEach(
        (name, dataset) -> {
          if (dataset instanceof DigitData) {
            known.put(name, dataset);
          }
        });
    return digits.present() ? digits.oneOf("dataset", known) : known.get(AUTO);
  }

  Protocol protocol(SpecNode root, Protocol absent) {
    return RecordBinder.convert(root.get("protocol"), Protocol.class, absent);
  }

  PoolSizes pools(SpecNode root, PoolSizes absent) {
    return root.get("pools").present() ? RecordBinder.bind(root.get("pools"), absent) : absent;
  }

  /** One or more, each once; those of the dataset where the spec names none. */
  static List<Condition> conditions(SpecNode root, Dataset dataset) {
    SpecNode given = given(root);
    if (!given.present() && !dataset.conditions().isEmpty()) {
      return dataset.conditions();
    } else if (!given.present()) {
      throw root.get(dataset instanceof DigitData ? "rho" : "conditions").expected("one value or more");
    }
    List<Condition> conditions = new ArrayList<>();
    for (SpecNode value : given.elements()) {
      conditions.add(condition(value, dataset));
    }
    if (conditions.isEmpty()) {
      throw given.expected("one value or more");
    } else if (new HashSet<>(conditions).size() < conditions.size()) {
      throw given.error("expected each once, was " + conditions.stream().map(Condition::label).toList());
    }
    return conditions;
  }

  /** Some of the experiment's conditions; all of them where none are named. */
  static List<Condition> among(SpecNode node, Dataset dataset, List<Condition> known) {
    if (!given(node).present()) {
      return known;
    }
    List<Condition> own = conditions(node, dataset);
    for (int i = 0; i < own.size(); i++) {
      requireAmong(given(node).elements().get(i), own.get(i), known);
    }
    return own;
  }

  static void requireAmong(SpecNode node, Condition condition, List<Condition> known) {
    if (!known.contains(condition)) {
      throw node.error(
          "expected one of the experiment's conditions %s, was %s"
              .formatted(known.stream().map(Condition::label).toList(), condition.label()));
    }
  }

  static Condition condition(SpecNode node, Dataset dataset) {
    return condition(node, node.value().isNumber() ? Double.toString(node.number()) : node.scalar(), dataset);
  }

  static Condition condition(SpecNode node, String text, Dataset dataset) {
    try {
      return dataset.condition(text);
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw node.error(message.substring(message.indexOf(": ") + 2));
    }
  }

  private static SpecNode given(SpecNode node) {
    SpecNode rho = node.get("rho");
    SpecNode listed = node.get("conditions");
    if (rho.present() && listed.present()) {
      throw rho.error("expected one of conditions and rho, was both");
    }
    return listed.present() ? listed : rho;
  }
}
