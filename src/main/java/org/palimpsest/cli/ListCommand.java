package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.palimpsest.experiment.Catalogue.Topic;
import org.palimpsest.experiment.Catalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palimpsest list}. */
@Command(
    name = "list",
    description = "Shows what an experiment may name, with one line on each.",
    footerHeading = "%nExamples:%n",
    footer = {"  palimpsest list", "  palimpsest list attackers"})
final class ListCommand implements Callable<Integer> {

  private static final int MIN_WIDTH = 12;

  @Parameters(
      paramLabel = "TOPIC",
      arity = "0..1",
      description = "One of methods, attackers, erasers, datasets, networks, experiments; all of them if left out.")
  private Topic topic;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Catalogue catalogue = Catalogue.installed();
    List<Topic> topics = topic == null ? List.of(Topic.values()) : List.of(topic);
    for (Topic shown : topics) {
      if (topics.size() > 1) {
        out.println((shown == topics.get(0) ? "" : System.lineSeparator()) + shown.name().toLowerCase());
      }
      print(out, catalogue.lines(shown), topics.size() > 1 ? "  " : "");
    }
    return 0;
  }

  private static void print(PrintWriter out, Map<String, String> lines, String indent) {
    int width = Math.max(MIN_WIDTH, lines.keySet().stream().mapToInt(String::length).max().orElse(0));
    lines.forEach((name, line) -> out.printf("%s%-" + width + "s  %s%n", indent, name, line));
  }
}
