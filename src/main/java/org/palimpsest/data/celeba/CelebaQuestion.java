package org.palimpsest.data.celeba;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;
import org.palimpsest.Require;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Labels;

/**
 * Which of CelebA's forty attributes is asked for, and which is not to be told.
 *
 * @param target one of {@link #NAMES}
 * @param privateAttribute another
 */
record CelebaQuestion(String target, String privateAttribute) {

  /** The names of the attributes in the official order. */
  static final List<String> NAMES =
      List.of(
          "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips",
          "Big_Nose", "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin",
          "Eyeglasses", "Goatee", "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open",
          "Mustache", "Narrow_Eyes", "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline",
          "Rosy_Cheeks", "Sideburns", "Smiling", "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat",
          "Wearing_Lipstick", "Wearing_Necklace", "Wearing_Necktie", "Young");

  static final String MALE = "Male";

  /** The conditions that papers report on, by the name they have here. */
  private static final Map<String, String> SHORT =
      Map.of("hair", "Blond_Hair", "makeup", "Heavy_Makeup", "smiling", "Smiling");

  static final List<Condition> PUBLISHED = List.of(Condition.named("hair"), Condition.named("makeup"));

  CelebaQuestion {
    requireKnown("privateAttribute", privateAttribute);
    Require.that(!target.equals(privateAttribute), "condition", "another attribute than the private one", target);
  }

  static void requireKnown(String name, String attribute) {
    if (!NAMES.contains(attribute)) {
      throw new IllegalArgumentException(
          "%s: expected an attribute of CelebA, was '%s'%s".formatted(name, attribute, Nearest.hint(attribute, NAMES)));
    }
  }

  /** {@code hair}, {@code makeup}, {@code smiling}, or an attribute by its own name. */
  static Condition condition(String text) {
    for (Map.Entry<String, String> entry : SHORT.entrySet()) {
      if (text.equals(entry.getKey()) || text.equals(entry.getValue())) {
        return Condition.named(entry.getKey());
      }
    }
    if (!NAMES.contains(text)) {
      throw new IllegalArgumentException(
          "condition: expected hair, makeup, smiling or an attribute of CelebA, was '%s'%s"
              .formatted(text, Nearest.hint(text, NAMES)));
    }
    return Condition.named(text);
  }

  static CelebaQuestion of(Condition condition, String privateAttribute) {
    return new CelebaQuestion(SHORT.getOrDefault(condition.value(), condition.value()), privateAttribute);
  }

  /** The attribute as people read it. Sex is coded the other way round than in the files, as the published code has it. */
  static Attribute attribute(String name) {
    return switch (name) {
      case MALE -> Attribute.of("sex", "sex", List.of("male", "female"));
      case "Blond_Hair" -> Attribute.of("hair", "hair colour", List.of("not blond", "blond"));
      case "Heavy_Makeup" -> Attribute.of("makeup", "make-up", List.of("not heavy", "heavy"));
      case "Smiling" -> Attribute.of("smiling", "smile", List.of("not smiling", "smiling"));
      default ->
          Attribute.of(
              name.toLowerCase(Locale.ROOT), name.replace('_', ' ').toLowerCase(Locale.ROOT), List.of("no", "yes"));
    };
  }

  Labels labels(CelebaTable table) {
    return new Labels(
        attribute(target), attribute(privateAttribute), coded(table, target), coded(table, privateAttribute));
  }

  private static int[] coded(CelebaTable table, String name) {
    int[] values = table.values(name);
    return name.equals(MALE) ? Arrays.stream(values).map(male -> 1 - male).toArray() : values;
  }

  /** One of the paper's two tasks: blond hair or heavy make-up, with sex private. */
  boolean isPublished() {
    return privateAttribute.equals(MALE) && PUBLISHED.stream().anyMatch(at -> of(at, MALE).equals(this));
  }

  /** Women go with blond hair, heavy make-up and smiles. Of other questions only the images say. */
  Optional<Alignment> known() {
    return privateAttribute.equals(MALE) && SHORT.containsValue(target)
        ? Optional.of(Alignment.identity(2))
        : Optional.empty();
  }

  /** What goes with what in the training images, by the sign of the association; empty if there is none. */
  Optional<Alignment> alignment(CelebaTable table, Labels labels) {
    if (known().isPresent()) {
      return known();
    }
    Groups groups = labels.select(table.rows(CelebaTable.TRAIN)).groups();
    long association =
        (long) groups.count(0, 0) * groups.count(1, 1) - (long) groups.count(0, 1) * groups.count(1, 0);
    boolean[][] goesWith = new boolean[2][2];
    IntStream.range(0, 4).forEach(g -> goesWith[g / 2][g % 2] = g / 2 == g % 2 == association > 0);
    return association == 0 ? Optional.empty() : Optional.of(new Alignment(goesWith));
  }
}
