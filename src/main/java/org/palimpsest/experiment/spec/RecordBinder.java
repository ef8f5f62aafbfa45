package org.palimpsest.experiment.spec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.palimpsest.Inlined;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.Mix;

/**
 * Makes records from specs: keys are the names of the record's components, enum constants are written in lower case
 * with hyphens, and what is not given is taken from an instance that holds the defaults.
 */
public final class RecordBinder {

  private RecordBinder() {}

  /**
   * @param node keys and values; keys in {@code handled} are somebody else's
   * @throws SpecException for an unknown key, a value of the wrong type or one that the record refuses
   */
  public static <T> T bind(SpecNode node, T defaults, Set<String> handled) {
    Set<String> known = new TreeSet<>(handled);
    known.addAll(keys(defaults));
    node.only(known);
    return make(node, defaults);
  }

  private static <T> T make(SpecNode node, T defaults) {
    RecordComponent[] components = components(defaults);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object absent = value(components[i], defaults);
      values[i] = value(node, components[i], absent);
    }
    return construct(node, defaults, components, values);
  }

  public static <T> T bind(SpecNode node, T defaults) {
    return bind(node, defaults, Set.of());
  }

  private static Object value(SpecNode node, RecordComponent component, Object absent) {
    if (inlined(component)) {
      return make(node, absent);
    } else if (MixSpelling.isSpelt(component)) {
      return MixSpelling.read(node, component, absent);
    }
    return convert(node.get(component.getName()), component.getGenericType(), absent);
  }

  /** The keys by which a spec may give a record's settings. */
  private static Set<String> keys(Object record) {
    Set<String> keys = new TreeSet<>();
    for (RecordComponent component : components(record)) {
      if (inlined(component)) {
        keys.addAll(keys(value(component, record)));
      } else if (MixSpelling.isSpelt(component)) {
        keys.addAll(MixSpelling.keys(component));
      } else {
        keys.add(component.getName());
      }
    }
    return keys;
  }

  /** A record with every mix in it, its inlined records' among them, replaced by another. */
  public static <T> T withMixes(T record, UnaryOperator<Mix> other) {
    RecordComponent[] components = components(record);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Object value = value(components[i], record);
      if (value instanceof Mix mix) {
        values[i] = other.apply(mix);
      } else if (value instanceof Optional<?> maybe && maybe.isPresent() && maybe.get() instanceof Mix mix) {
        values[i] = Optional.of(other.apply(mix));
      } else {
        values[i] = inlined(components[i]) ? withMixes(value, other) : value;
      }
    }
    try {
      return construct(record, components, values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(record.getClass() + " cannot be made", e.getCause());
    }
  }

  /** An attacker that learns from another source. */
  public static <T> T withSource(T attacker, AttackSource other) {
    RecordComponent[] components = components(attacker);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = components[i].getType() == AttackSource.class ? other : value(components[i], attacker);
    }
    try {
      return construct(attacker, components, values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(attacker.getClass() + " cannot be made", e.getCause());
    }
  }

  /**
   * The hyper-parameters of a record by name, in its order; those of an inlined record among its own.
   */
  public static Map<String, Object> settings(Object record) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (RecordComponent component : components(record)) {
      settings.putAll(settings(component, record));
    }
    return settings;
  }

  /** Those that one component stands for. */
  static Map<String, Object> settings(RecordComponent component, Object record) {
    Object value = value(component, record);
    if (inlined(component)) {
      return settings(value);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    if (MixSpelling.isSpelt(component)) {
      MixSpelling.write(component, value, settings);
    } else {
      settings.put(component.getName(), value);
    }
    return settings;
  }

  private static boolean inlined(RecordComponent component) {
    return component.getType().isAnnotationPresent(Inlined.class);
  }

  /** The components of a record, whose values are its hyper-parameters. */
  public static RecordComponent[] components(Object record) {
    if (!record.getClass().isRecord()) {
      throw new IllegalStateException(record.getClass() + ": expected a record");
    }
    return record.getClass().getRecordComponents();
  }

  public static Object value(RecordComponent component, Object record) {
    try {
      component.getAccessor().trySetAccessible();
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /**
   * A record with other values for some of its components of type double, or of those of the records in it.
   *
   * @throws IllegalArgumentException if there is no such component, or it refuses the value
   */
  public static <T> T with(T record, Map<String, Double> settings) {
    Map<String, Double> left = new TreeMap<>(settings);
    T made = replace(record, left);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected a component of type double of %s, was none"
              .formatted(left.keySet().iterator().next(), record.getClass().getSimpleName()));
    }
    return made;
  }

  /** Takes out of {@code left} what it finds; a record's own components come before those of the records in it. */
  private static <T> T replace(T record, Map<String, Double> left) {
    RecordComponent[] components = components(record);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Double given = components[i].getType() == double.class ? left.remove(components[i].getName()) : null;
      values[i] = given == null ? value(components[i], record) : given;
    }
    for (int i = 0; i < components.length && !left.isEmpty(); i++) {
      values[i] = values[i] instanceof Record inner ? replace(inner, left) : values[i];
    }
    try {
      return construct(record, components, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(record.getClass() + " cannot be made", e.getCause());
    }
  }

  /** The value of a component of a record, or of the records in it; empty if there is none of that name. */
  public static Optional<Object> find(Object record, String name) {
    for (RecordComponent component : components(record)) {
      if (component.getName().equals(name)) {
        return Optional.of(value(component, record));
      }
    }
    return Arrays.stream(components(record))
        .map(component -> value(component, record))
        .filter(Record.class::isInstance)
        .flatMap(inner -> find(inner, name).stream())
        .findFirst();
  }

  /** {@code BEST_VALIDATION_BIASED} as {@code best-validation-biased}. */
  public static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The value of a node as one of the types that components of records have; {@code absent} if it is not given.
   */
  @SuppressWarnings("unchecked")
  public static <T> T convert(SpecNode node, Type type, T absent) {
    return node.present() ? (T) convertPresent(node, type, absent) : absent;
  }

  private static Object convertPresent(SpecNode node, Type type, Object absent) {
    if (type == int.class) {
      long whole = node.whole();
      if (whole != (int) whole) {
        throw node.expected("a whole number below 2^31");
      }
      return (int) whole;
    } else if (type == long.class) {
      return node.whole();
    } else if (type == OptionalInt.class) {
      return optional(node);
    } else if (type == double.class || type == Double.class) {
      return node.number();
    } else if (type == Integer.class) {
      return convertPresent(node, int.class, absent);
    } else if (type == boolean.class) {
      return node.truth();
    } else if (type == String.class) {
      return node.text();
    } else if (type instanceof Class<?> named && named.isEnum()) {
      return constant(node, named);
    } else if (type instanceof Class<?> named && named.isRecord()) {
      return bind(node, absent);
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      List<Object> elements = new ArrayList<>();
      for (SpecNode element : node.elements()) {
        elements.add(convertPresent(element, list.getActualTypeArguments()[0], null));
      }
      return elements;
    }
    if (type instanceof ParameterizedType maybe && maybe.getRawType() == Optional.class) {
      return Optional.of(convertPresent(node, maybe.getActualTypeArguments()[0], null));
    }
    throw new IllegalStateException(node.path() + ": components of type " + type + " cannot be given in a spec");
  }

  /** A whole number, or {@code all}, which is also written 0. */
  private static OptionalInt optional(SpecNode node) {
    if (node.value().isTextual() && node.text().equals("all")) {
      return OptionalInt.empty();
    }
    int whole = (int) convertPresent(node, int.class, 0);
    return whole == 0 ? OptionalInt.empty() : OptionalInt.of(whole);
  }

  private static Object constant(SpecNode node, Class<?> type) {
    List<Enum<?>> constants = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      constants.add((Enum<?>) constant);
    }
    String name = node.oneOf("value", constants.stream().map(RecordBinder::spelling).toList());
    return constants.stream().filter(constant -> spelling(constant).equals(name)).findFirst().orElseThrow();
  }

  private static <T> T construct(SpecNode node, T defaults, RecordComponent[] components, Object[] values) {
    try {
      return construct(defaults, components, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        String component = refusal.getMessage().split(":", 2)[0];
        SpecNode at = node.get(component);
        throw at.present() ? at.error(refusal.getMessage().split(": ", 2)[1]) : node.error(refusal.getMessage());
      }
      throw new IllegalStateException(node.path() + " cannot be made", e.getCause());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T construct(T like, RecordComponent[] components, Object[] values)
      throws InvocationTargetException {
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = like.getClass().getDeclaredConstructor(types);
      constructor.trySetAccessible();
      return (T) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(like.getClass() + " cannot be made", e);
    }
  }
}
