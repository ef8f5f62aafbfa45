package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.Nearest;
import org.palimpsest.Require;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;

/**
 * What {@code provenance.json} tells of an attacker or control.
 *
 * @param name its catalogue name
 * @param variant its settings that differ from its defaults, its mix aside: they may change what it can read
 * @param title the name people read
 * @param conclusive whether a failure of it, once it has converged, says that there is nothing to read
 */
public record AttackerRecord(String name, String variant, String title, Reach reach, boolean conclusive) {

  /** What an attacker can read, by kind. The order is that of tables and figures. */
  public enum Reach {
    /** Linear, by so many steps and no more, as the attack of the paper is: its failure says nothing. */
    PUBLISHED,
    /** Reads what a linear function of the features tells. */
    LINEAR,
    /** Reads more than that. */
    NON_LINEAR,
    /** Is told the target, and reads what the features tell beyond it. */
    GIVEN_TARGET,
    /** Takes no part in verdicts. */
    OTHER,
    /** Reads nothing from the features: a floor. */
    CONTROL,
    /** Reads the image itself: a ceiling. */
    CEILING;

    /** As {@code provenance.json} writes it, such as {@code non_linear}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Reach of(String label) {
      return Arrays.stream(values())
          .filter(reach -> reach.label().equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "reach: unknown '" + label + "'"
                          + Nearest.hint(label, Arrays.stream(values()).map(Reach::label).toList())));
    }
  }

  public AttackerRecord {
    Require.that(!name.isEmpty(), "name of an attacker", "a text", "nothing");
  }

  /** Whether it is a floor or a ceiling rather than a reader of features. */
  public boolean isControl() {
    return reach == Reach.CONTROL || reach == Reach.CEILING;
  }

  /** What tells it from others: name and variant. */
  public String key() {
    return key(name, variant);
  }

  /** The same of an attacker with default settings or others. */
  public static String key(String name, String variant) {
    return (name + " " + variant).strip();
  }

  static AttackerRecord of(Attacker attacker) {
    return of(new AttackerChoice(attacker, ""));
  }

  static AttackerRecord of(AttackerChoice choice) {
    Attacker attacker = choice.attacker();
    return of(attacker.name(), choice.variant(), attacker.title(), Optional.of(attacker.reach()));
  }

  static AttackerRecord of(ModelAttack attack) {
    return of(attack.name(), "", attack.title(), attack.reach());
  }

  private static AttackerRecord of(
      String name, String variant, String title, Optional<org.palimpsest.attack.Reach> declared) {
    if (declared.isEmpty()) {
      return new AttackerRecord(name, variant, title, Reach.OTHER, false);
    }
    boolean conclusive = declared.get().conclusive();
    Reach reach =
        switch (declared.get().family()) {
          case CONTROL -> Reach.CONTROL;
          case LINEAR -> conclusive ? Reach.LINEAR : Reach.PUBLISHED;
          case NON_LINEAR -> Reach.NON_LINEAR;
          case GIVEN_TARGET -> Reach.GIVEN_TARGET;
        };
    return new AttackerRecord(name, variant, title, reach, conclusive);
  }

  static AttackerRecord of(JsonNode json) {
    String name = json.path("name").asText("");
    return new AttackerRecord(
        name, json.path("variant").asText(""), json.path("title").asText(name), Reach.of(json.path("reach").asText("")),
        json.path("conclusive").asBoolean(false));
  }

  /** The same of an attacker that gets less training than its name promises. */
  AttackerRecord reduced() {
    return new AttackerRecord(name, variant, title + " (reduced)", reach, conclusive);
  }

  void write(ObjectNode json) {
    json.put("name", name);
    if (!variant.isEmpty()) {
      json.put("variant", variant);
    }
    json.put("title", title);
    json.put("reach", reach.label());
    json.put("conclusive", conclusive);
  }
}
