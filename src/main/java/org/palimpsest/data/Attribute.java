package org.palimpsest.data;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/**
 * A question that every image answers with one of finitely many values: a digit, a colour, a hair colour, an age in
 * bins.
 *
 * @param name by which specs and results refer to it, such as {@code hair}
 * @param noun the word for it in texts, such as {@code hair colour}
 * @param values the names of the values, two or more, in the order of their numbers
 * @param centres of a quantity in bins, the middle of each value's bin in the quantity's unit; empty otherwise
 */
public record Attribute(String name, String noun, List<String> values, List<Double> centres) {

  /** In the place of a target where nothing is asked of images but their private attribute: all have the one value. */
  public static final Attribute NONE = new Attribute("none", "target", List.of("all"), List.of());

  public Attribute {
    values = List.copyOf(values);
    centres = List.copyOf(centres);
    Require.that(!name.isBlank(), "name", "a name", "'" + name + "'");
    boolean nothing = name.equals("none") && values.size() == 1;
    Require.that(values.size() >= 2 || nothing, "values of " + name, "two or more", values);
    Require.that(new HashSet<>(values).size() == values.size(), "values of " + name, "each once", values);
    Require.that(
        centres.isEmpty() || centres.size() == values.size(),
        "centres of " + name, "none, or one for each of the %d values".formatted(values.size()), centres.size());
  }

  /** An attribute that is no quantity. */
  public static Attribute of(String name, String noun, List<String> values) {
    return new Attribute(name, noun, values, List.of());
  }

  /** An attribute whose values are called by their numbers, from 0. */
  public static Attribute numbered(String name, int values) {
    return of(name, name, IntStream.range(0, values).mapToObj(Integer::toString).toList());
  }

  /** The number of values. */
  public int size() {
    return values.size();
  }

  /** A quantity, whose values are bins in ascending order. */
  public boolean isQuantity() {
    return !centres.isEmpty();
  }
}
