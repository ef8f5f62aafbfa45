package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured on one machine and JDK in one sitting. Its files are {@code MACHINE-jdkNN.json} and
 * {@code MACHINE-jdkNN.PART.json}; {@code MACHINE.PART.json} holds peers that no JDK matters to, and belongs to all
 * sittings of the machine.
 *
 * @param name {@code MACHINE-jdkNN}
 * @param machines what is known of the machine when its files were measured, each line once
 */
record Sitting(String name, List<String> machines, List<Score> scores) {

  private static final Pattern FILE =
      Pattern.compile("(?<machine>[a-z0-9-]+?)(?<jdk>-jdk\\d+)?(\\.[a-z0-9-]+)?\\.json");

  Sitting {
    machines = List.copyOf(machines);
    scores = List.copyOf(scores);
  }

  /** Of all JSON files in a folder. */
  static List<Sitting> in(Path folder) throws IOException {
    Map<String, List<Path>> sittings = new TreeMap<>();
    Map<String, List<Path>> peers = new TreeMap<>();
    for (Path file : jsonFiles(folder)) {
      Matcher name = named(file.getFileName().toString());
      String jdk = name.group("jdk");
      (jdk == null ? peers : sittings)
          .computeIfAbsent(name.group("machine") + (jdk == null ? "" : jdk), s -> new ArrayList<>())
          .add(file);
    }
    peers.forEach((machine, files) -> share(machine, files, sittings));
    List<Sitting> read = new ArrayList<>();
    for (Map.Entry<String, List<Path>> files : sittings.entrySet()) {
      read.add(read(files.getKey(), files.getValue()));
    }
    return read;
  }

  private static void share(String machine, List<Path> peers, Map<String, List<Path>> sittings) {
    List<String> names =
        sittings.keySet().stream().filter(s -> s.replaceAll("-jdk\\d+$", "").equals(machine)).toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "baselines: expected a sitting %s-jdkNN for its peers, was none".formatted(machine));
    }
    names.forEach(name -> sittings.get(name).addAll(peers));
  }

  private static Sitting read(String name, List<Path> files) throws IOException {
    Set<String> machines = new LinkedHashSet<>();
    List<Score> scores = new ArrayList<>();
    for (Path file : files) {
      MeasuredOn.read(file).ifPresent(machines::add);
      scores.addAll(Score.read(file));
    }
    return new Sitting(name, List.copyOf(machines), scores);
  }

  private static List<Path> jsonFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** Matches a file's name; refuses one of another form. */
  static Matcher named(String file) {
    Matcher name = FILE.matcher(file);
    if (!name.matches()) {
      throw new IllegalArgumentException(
          "baseline: expected MACHINE[-jdkNN][.PART].json of small letters, digits and hyphens, was " + file);
    }
    return name;
  }

  /** The versions of the JVMs, peers' own left out. */
  String jdk() {
    return scores.stream()
        .filter(s -> !s.benchmark().startsWith("Libtorch"))
        .map(Score::jdk)
        .filter(jdk -> !jdk.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
