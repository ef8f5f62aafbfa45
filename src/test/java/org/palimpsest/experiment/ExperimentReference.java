package org.palimpsest.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palimpsest.Inlined;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.CorrelationKey;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.erase.Eraser;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.train.TrainSpec;

/**
 * The reference of experiment files: a table for every record that a file can set, made of the record's components,
 * its defaults and its doc comment. What it says of a setting is said where the setting is.
 */
final class ExperimentReference {

  private static final String HEADER = "| setting | value | if not given | meaning |\n|---|---|---|---|\n";

  private final DocComments comments = new DocComments(Path.of("src/main/java"));
  private final Catalogue catalogue = Catalogue.standard();
  private final StringBuilder page = new StringBuilder();

  /** The page's generated part. */
  static String markdown() {
    return new ExperimentReference().write();
  }

  private String write() {
    section("protocol", comments.of(Protocol.class).firstSentence());
    choices(Protocol.class);
    section("pools", comments.of(PoolSizes.class).firstSentence()
        + " What is not given has the size that uses all images.");
    page.append("| setting | value | meaning |\n|---|---|---|\n");
    for (RecordComponent part : PoolSizes.class.getRecordComponents()) {
      page.append("| `%s` | whole number | %s |\n".formatted(
          part.getName(), cell(comments.of(PoolSizes.class, part.getName()))));
    }
    section("train", comments.of(TrainSpec.class).firstSentence());
    settings(TrainSpec.PUBLISHED);
    section("network", "`{architecture: NAME, ...}`. Size, channels and classes follow from the dataset.");
    entries(catalogue.networks(), NetworkSpec::summary);
    section("methods", "`NAME` or `{method: NAME, ...}`.");
    entries(catalogue.methods(), method -> comments.of(method.getClass()).firstSentence() + "\n\n" + method.citation());
    section("dp", "Behind a method, `dp: {...}`: what `dp-sgd` has, see there. " + defaults(new DpSgd()));
    section("attackers", "`NAME` or `{attacker: NAME, ...}`; a list in the place of a value stands for a sweep. All"
        + " take");
    settings(AttackSource.BALANCED);
    entries(catalogue.attackers(), Attacker::description);
    section("attackers of the whole network", "Named among the attackers, each once.");
    entries(catalogue.modelAttacks(), ModelAttack::description);
    section("erasers", "`NAME` or `{eraser: NAME, mix: MIX, ...}`, or `rho: NUMBER` in the place of the mix.");
    entries(catalogue.erasers(), eraser -> sentence(eraser.description()) + "\n\n" + eraser.citation());
    section("dataset", "`NAME` or `{dataset: NAME, ...}`.");
    entries(catalogue.datasets(), Dataset::description);
    return page.toString();
  }

  private void section(String title, String text) {
    page.append("\n## ").append(title).append("\n\n").append(text).append("\n\n");
  }

  /** Where an attacker learns, if that is not what all have unless given. */
  private static List<String> source(AttackSource source) {
    Map<String, Object> usual = RecordBinder.settings(AttackSource.BALANCED);
    List<String> rows = new ArrayList<>();
    RecordBinder.settings(source).forEach(
        (key, value) -> {
          if (!value.equals(usual.get(key))) {
            rows.add("| `%s` | | %s | see above |\n".formatted(key, written(value)));
          }
        });
    return rows;
  }

  private <T> void entries(Map<String, T> entries, Function<T, String> line) {
    entries.forEach(
        (name, entry) -> {
          page.append("\n### ").append(name).append("\n\n").append(sentence(line.apply(entry))).append("\n\n");
          settings(entry);
        });
  }

  private static String sentence(String text) {
    String begun = text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    return begun.endsWith(".") ? begun : begun + ".";
  }

  private static String defaults(DpSgd dp) {
    return "The clipping norm is %s and delta %s unless given."
        .formatted(number(dp.clippingNorm()), number(dp.delta()));
  }

  /** The table of a record's settings; a line where there are none. */
  private void settings(Object record) {
    List<String> rows = rows(record);
    page.append(rows.isEmpty() ? "No settings.\n" : HEADER + String.join("", rows));
  }

  private List<String> rows(Object record) {
    List<String> rows = new ArrayList<>();
    for (RecordComponent component : RecordBinder.components(record)) {
      Object value = RecordBinder.value(component, record);
      if (value instanceof AttackSource source) {
        rows.addAll(source(source));
        continue;
      } else if (component.getType().isAnnotationPresent(Inlined.class)) {
        rows.addAll(rows(value));
        continue;
      }
      CorrelationKey correlation = component.getAnnotation(CorrelationKey.class);
      String key = correlation == null ? component.getName() : "mix`, `" + correlation.value();
      String kind = correlation == null ? kind(component.getGenericType()) : "mix, number";
      String meaning = comments.of(record.getClass(), component.getName()) + constants(component.getType());
      rows.add("| `%s` | %s | %s | %s |\n".formatted(key, kind, written(value), cell(meaning)));
    }
    return rows;
  }

  private void choices(Class<? extends Enum<?>> type) {
    page.append("| value | meaning |\n|---|---|\n");
    for (Enum<?> constant : type.getEnumConstants()) {
      page.append("| `%s` | %s |\n".formatted(RecordBinder.spelling(constant), cell(comments.of(constant).text())));
    }
  }

  /** What each constant of an enum means, behind the meaning of the setting. */
  private String constants(Class<?> type) {
    if (!type.isEnum()) {
      return "";
    }
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> (Enum<?>) constant)
        .map(constant -> "<br>`%s`: %s".formatted(RecordBinder.spelling(constant), comments.of(constant).text()))
        .collect(Collectors.joining());
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType generic) {
      String of = kind(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == List.class
          ? "list of " + of.replaceFirst("^(list|number|whole number|text)", "$1s")
          : of;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(constant -> "`" + RecordBinder.spelling((Enum<?>) constant) + "`")
          .collect(Collectors.joining(", "));
    }
    return switch (plain.getSimpleName()) {
      case "int", "long", "Integer" -> "whole number";
      case "OptionalInt" -> "whole number, `all`";
      case "double", "Double" -> "number";
      case "boolean" -> "`true`, `false`";
      case "String" -> "text";
      default -> throw new IllegalStateException(type + ": expected a type that a file can give");
    };
  }

  private static String written(Object value) {
    if (value instanceof OptionalInt maybe) {
      return maybe.isEmpty() ? "`all`" : "`" + maybe.getAsInt() + "`";
    } else if (value instanceof Optional<?> maybe) {
      return maybe.isEmpty() ? "nothing" : written(maybe.get());
    } else if (value instanceof Mix mix) {
      return "`" + mix.label() + "`";
    } else if (value instanceof Enum<?> constant) {
      return "`" + RecordBinder.spelling(constant) + "`";
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? "none" : "`" + list.stream().map(ExperimentReference::number).toList() + "`";
    }
    return "`" + number(value) + "`";
  }

  private static String number(Object value) {
    return value instanceof Double number
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("&lt;br>", "<br>");
  }
}
