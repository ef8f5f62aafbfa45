package org.palimpsest.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.palimpsest.experiment.spec.SpecJson;

/**
 * The papers behind methods, attackers, erasers, networks and datasets, as BibTeX; they lie in {@code references.bib} on
 * the class path. A plug-in's are not among them: its {@code citation()} is in {@code provenance.json}.
 */
public record References(List<Entry> entries) {

  /** How the suite itself is cited; {@code CITATION.cff} says the same. */
  private static final String SUITE =
      """
      @software{palimpsest,
        title   = {Palimpsest: does a training method erase a private attribute, or merely write over it?},
        author  = {{The Palimpsest maintainers}},
        version = {%s}
      }
      """;

  /** Under these keys settings have the name of what the catalogue lists. */
  private static final Set<String> NAMED =
      Set.of("method", "attacker", "eraser", "architecture", "dataset", "digits");

  private static final Pattern ENTRY = Pattern.compile("(?m)^@\\w+\\{([\\w-]+),\\n(?:.*\\n)*?\\}\\n");
  private static final Pattern BEHIND = Pattern.compile("(?m)^ *palimpsest *= *\\{([^}]*)\\},\\n");

  /**
   * A paper.
   *
   * @param key by which a text cites it
   * @param behind the catalogue names of what it is behind
   * @param bibtex the entry, without these
   */
  public record Entry(String key, Set<String> behind, String bibtex) {

    private static Entry of(MatchResult found) {
      String text = found.group();
      MatchResult behind = BEHIND.matcher(text).results().findFirst().orElseThrow();
      return new Entry(
          found.group(1), new TreeSet<>(Arrays.asList(behind.group(1).split(", *"))),
          text.replace(behind.group(), ""));
    }
  }

  /** All that are known. */
  public static References all() {
    try (InputStream file = References.class.getResourceAsStream("/org/palimpsest/references.bib")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new References(ENTRY.matcher(text).results().map(Entry::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those behind what an experiment runs. */
  public static References of(ExperimentSpec spec) {
    Set<String> names = new TreeSet<>(Set.of(spec.dataset().name()));
    collect(SpecJson.tree(spec.network()), names);
    spec.methods().forEach(choice -> collect(SpecJson.tree(choice.network()), names));
    spec.grid().forEach(cell -> collect(SpecJson.tree(cell.spec().method()), names));
    spec.allAttackers().forEach(attacker -> collect(SpecJson.tree(attacker), names));
    spec.erasers().forEach(choice -> collect(SpecJson.tree(choice.eraser()), names));
    return all().behind(names);
  }

  /** Those behind what a run ran, as far as its {@code provenance.json} tells. */
  public static References of(RecordedRun run) {
    Set<String> names = new TreeSet<>();
    collect(run.root().path(Provenance.SETTINGS), names);
    return all().behind(names);
  }

  /** Catalogue names anywhere in settings; whatever is made private is so by dp-sgd. */
  private static void collect(JsonNode settings, Set<String> names) {
    settings.properties().forEach(
        field -> {
          if (NAMED.contains(field.getKey()) && field.getValue().isTextual()) {
            names.add(field.getValue().asText().toLowerCase(Locale.ROOT));
          } else if (field.getKey().equals("dp")) {
            names.add("dp-sgd");
          }
          collect(field.getValue(), names);
        });
    if (settings.isArray()) {
      settings.forEach(element -> collect(element, names));
    }
  }

  private References behind(Set<String> names) {
    return new References(entries.stream().filter(e -> e.behind.stream().anyMatch(names::contains)).toList());
  }

  /** The keys of those behind one name, as LaTeX cites them: {@code ~\cite{a,b}}; empty if there is none. */
  String cite(String name) {
    String keys =
        entries.stream().filter(entry -> entry.behind.contains(name)).map(Entry::key).collect(Collectors.joining(","));
    return keys.isEmpty() ? "" : "~\\cite{" + keys + "}";
  }

  /** All entries, and that of the suite first. */
  public String bibtex() {
    return SUITE.formatted(Machine.version())
        + entries.stream().map(entry -> "\n" + entry.bibtex()).collect(Collectors.joining());
  }
}
