package org.palimpsest.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The code and the machine that made something, and when.
 *
 * @param version of the project
 * @param commit that the code was built from, 40 hexadecimal digits; {@value #UNKNOWN} outside a clone, as of a build
 *     from an archive of the sources
 * @param clean {@code yes} if the code is that of the commit, {@code no} if it was changed, else {@value #UNKNOWN}
 * @param java the JVM
 * @param cpu the processor
 * @param os the operating system and the processor's architecture
 * @param at the date and time, UTC
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MadeBy(String version, String commit, String clean, String java, String cpu, String os, String at) {

  /** In the place of what is not known. */
  public static final String UNKNOWN = "unknown";

  /** What the commit says something about: neither results nor settings, which are recorded whole. */
  private static final List<String> CODE = List.of(":/pom.xml", ":/src/main");

  private static final int SHOWN = 8;

  /** The state of the code, which does not change while it runs. */
  private static final class Code {
    private static final Optional<Path> CLONE = clonedTo();
    private static final String COMMIT = CLONE.flatMap(top -> git(top, "rev-parse", "HEAD")).orElse(UNKNOWN);
    private static final Optional<List<String>> CHANGES = CLONE.flatMap(Code::changes);

    /** The clone that this code was built in, and no other that its jar may have been copied to. */
    private static Optional<Path> clonedTo() {
      return git(location().getParent(), "rev-parse", "--show-toplevel")
          .map(Path::of)
          .filter(top -> Files.isDirectory(top.resolve("src/main/java/org/palimpsest")));
    }

    private static Optional<List<String>> changes(Path top) {
      List<String> status = new ArrayList<>(List.of("status", "--porcelain", "--"));
      status.addAll(CODE);
      return git(top, status.toArray(String[]::new))
          .map(text -> text.lines().map(line -> line.strip().replaceFirst("^\\S+\\s+", "")).toList())
          .map(changed -> changed.isEmpty() ? newerThanTheBuild(top) : changed);
    }

    /** Sources that were written after the jar: it is another commit's, or none's. */
    private static List<String> newerThanTheBuild(Path top) {
      if (!Files.isRegularFile(location())) {
        return List.of();
      }
      long built = location().toFile().lastModified();
      try (Stream<Path> files = Files.walk(top.resolve("src/main"))) {
        return files
            .filter(Files::isRegularFile)
            .filter(file -> file.toFile().lastModified() > built)
            .map(file -> top.relativize(file).toString().replace(File.separatorChar, '/') + " (newer than the build)")
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException("whether the sources are those of the build cannot be told", e);
      }
    }

    private static Path location() {
      try {
        return Path.of(MadeBy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("the code's place has no path", e);
      }
    }

    /** What git says in a folder; empty without git or outside a clone. */
    private static Optional<String> git(Path folder, String... arguments) {
      try {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  /** This code on this machine, now. */
  public static MadeBy here() {
    return new MadeBy(
        Machine.version(), Code.COMMIT, cleanliness(), Machine.java(), Machine.cpu(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String cleanliness() {
    return Code.CHANGES.map(changed -> changed.isEmpty() ? "yes" : "no").orElse(UNKNOWN);
  }

  /**
   * Why results of this code could not be traced to a commit: it is known to differ from it. Empty if it is the
   * commit's, if nothing is known of it, and where it runs from a folder of classes, as in tests and in an editor: a
   * build alone makes results.
   */
  public static Optional<String> untraceable() {
    List<String> changed = Code.CHANGES.orElse(List.of());
    if (changed.isEmpty() || !Files.isRegularFile(Code.location())) {
      return Optional.empty();
    }
    String more = changed.size() > SHOWN ? " and %d more".formatted(changed.size() - SHOWN) : "";
    String shown = String.join(", ", changed.subList(0, Math.min(SHOWN, changed.size())));
    return Optional.of("the code is not that of commit %s: %s%s".formatted(Code.COMMIT, shown, more));
  }

  /** Whether the other is the same code on the same machine, whatever the time. */
  boolean isSame(MadeBy other) {
    return equals(new MadeBy(other.version, other.commit, other.clean, other.java, other.cpu, other.os, at));
  }

  /** For people, without the time: {@code commit 3cffde7ef70f (changed), Java 17.0.2, AMD EPYC, Linux amd64}. */
  public String words() {
    String code = commit.equals(UNKNOWN) ? "commit unknown" : "commit " + commit.substring(0, Math.min(12, commit.length()));
    String state =
        switch (clean) {
          case "yes" -> "";
          case "no" -> " with uncommitted changes";
          default -> commit.equals(UNKNOWN) ? "" : ", not known whether changed";
        };
    return "%s%s, Java %s, %s, %s".formatted(code, state, java, cpu, os);
  }
}
