package org.palimpsest.experiment.spec;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.data.Mix.CorrelationKey;
import org.palimpsest.data.Mix;

/**
 * How specs write a mix: a correlation as a number under a key of the record's own, such as {@code attackerRho: 0.5},
 * every other mix as its label, such as {@code mix: balanced}.
 */
final class MixSpelling {

  static final String KEY = "mix";

  private MixSpelling() {}

  static boolean isSpelt(RecordComponent component) {
    return component.isAnnotationPresent(CorrelationKey.class);
  }

  /** The keys under which a spec may give the component. */
  static Set<String> keys(RecordComponent component) {
    return Set.of(KEY, correlationKey(component));
  }

  /**
   * @param value a mix, or an Optional of one
   */
  static void write(RecordComponent component, Object value, Map<String, Object> settings) {
    Object mix = value instanceof Optional<?> maybe ? maybe.orElse(null) : value;
    if (mix instanceof Mix.Rho rho) {
      settings.put(correlationKey(component), rho.rho());
    } else if (mix == null) {
      settings.put(correlationKey(component), Optional.empty());
    } else {
      settings.put(KEY, ((Mix) mix).label());
    }
  }

  static Object read(SpecNode record, RecordComponent component, Object absent) {
    SpecNode label = record.get(KEY);
    SpecNode correlation = record.get(correlationKey(component));
    if (label.present() && correlation.present()) {
      throw label.error("expected one of " + KEY + " and " + correlationKey(component) + ", was both");
    } else if (!label.present() && !correlation.present()) {
      return absent;
    }
    SpecNode given = label.present() ? label : correlation;
    try {
      Mix mix = label.present() ? Mix.of(label.text()) : Mix.rho(correlation.number());
      return component.getType() == Optional.class ? Optional.of(mix) : mix;
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw given.error(message.substring(message.indexOf(": ") + 2));
    }
  }

  private static String correlationKey(RecordComponent component) {
    return component.getAnnotation(CorrelationKey.class).value();
  }
}
