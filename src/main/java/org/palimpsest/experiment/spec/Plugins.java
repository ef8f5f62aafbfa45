package org.palimpsest.experiment.spec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/** What jars on the class path add to the catalogue, named in their {@code META-INF/services}. */
public final class Plugins {

  private static final String NAME = "[a-z][a-z0-9-]*";

  private Plugins() {}

  /**
   * The suite's own entries and then the plugins'.
   *
   * @throws SpecException if one cannot be loaded, is no record, or has a name that no spec could give
   */
  public static <T> List<T> with(Collection<T> own, Class<T> service, Function<T, String> name) {
    List<T> entries = new ArrayList<>(own);
    try {
      for (T plugin : ServiceLoader.load(service)) {
        String type = plugin.getClass().getName();
        if (!plugin.getClass().isRecord()) {
          throw new SpecException("plugin " + type + ": expected a record, whose components are its settings");
        }
        String called = name.apply(plugin);
        if (called == null || !called.matches(NAME)) {
          throw new SpecException(
              "plugin %s: name: expected lower-case letters, digits and hyphens, was '%s'".formatted(type, called));
        }
        entries.add(plugin);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      String cause = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      throw new SpecException("plugin: " + e.getMessage() + cause);
    }
    return entries;
  }
}
