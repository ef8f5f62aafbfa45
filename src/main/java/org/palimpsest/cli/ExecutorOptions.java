package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.palimpsest.experiment.GridExecutor;
import org.palimpsest.experiment.spec.SpecException;
import picocli.CommandLine.Option;

/** Where the cells of a run are worked on: in this JVM, or wherever an executor from the class path has them done. */
final class ExecutorOptions {

  private static final String OPTION = "--executor";
  private static final String LOCAL = "local";
  private static final String SPARK = "spark";

  @Option(
      names = OPTION,
      paramLabel = "NAME",
      defaultValue = LOCAL,
      description = {
        "Where the networks are trained and attacked: local, this process, or spark, the workers of an Apache Spark"
            + " cluster, with the same numbers. --threads are then those of one network; by default 1."
      })
  private String executor;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master: spark://HOST:7077, or local[N] for N networks at a time in this process.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark's, such as spark.executor.memory=8g; may be repeated.")
  private List<String> settings = List.of();

  /**
   * The executor that was asked for, given the experiment; empty if it is this process.
   *
   * @param more assignments
   * @throws SpecException if there is none of that name, or something is wrong with its settings
   */
  Optional<GridExecutor> elsewhere(ExperimentOptions experiment, List<String> more) throws IOException {
    if (executor.equals(LOCAL)) {
      if (master != null || !settings.isEmpty()) {
        throw new SpecException((master != null ? "--master" : "--conf") + ": only with --executor spark");
      }
      return Optional.empty();
    }
    if (experiment.saysJobs()) {
      throw new SpecException("--jobs: only in this process; how many networks a cluster works on is for its cores to say");
    }
    GridExecutor.Provider provider = provider(executor).orElseThrow(() -> new SpecException(unknown()));
    if (master == null) {
      throw new SpecException("--master: expected spark://HOST:7077 or local[N], was nothing");
    }
    Map<String, String> keys = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new SpecException("--conf: expected KEY=VALUE, was '" + setting + "'");
      }
      keys.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try {
      return Optional.of(provider.open(experiment.order(more), master, keys));
    } catch (IllegalArgumentException e) {
      throw new SpecException(e.getMessage());
    }
  }

  private String unknown() {
    if (executor.equals(SPARK)) {
      return "--executor: this build has no Spark; `mvn -Pspark -q package -DskipTests` makes one that has";
    }
    List<String> known = new ArrayList<>(List.of(LOCAL));
    providers().forEach(provider -> known.add(provider.name()));
    return "--executor: expected %s, was '%s'".formatted(String.join(" or ", known), executor);
  }

  private static Optional<GridExecutor.Provider> provider(String name) {
    return providers().stream().filter(provider -> provider.name().equals(name)).findFirst();
  }

  private static List<GridExecutor.Provider> providers() {
    try {
      List<GridExecutor.Provider> found = new ArrayList<>();
      ServiceLoader.load(GridExecutor.Provider.class).forEach(found::add);
      return found;
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new SpecException("--executor: " + e.getMessage());
    }
  }

  /** The options that a JVM needs for the executor of a command line. */
  static List<String> jvmOptions(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String name = args[i].startsWith(OPTION + "=") ? args[i].substring(OPTION.length() + 1)
          : args[i].equals(OPTION) && i + 1 < args.length ? args[i + 1] : LOCAL;
      if (!name.equals(LOCAL)) {
        return provider(name).map(GridExecutor.Provider::jvmOptions).orElse(List.of());
      }
    }
    return List.of();
  }
}
