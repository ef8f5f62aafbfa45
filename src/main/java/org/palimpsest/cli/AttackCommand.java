package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palimpsest.TextFile;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.features.FeatureTable;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.experiment.EraserExport;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.GivenExperiment;
import org.palimpsest.experiment.Machine;
import org.palimpsest.experiment.Provenance;
import org.palimpsest.experiment.Runner;
import org.palimpsest.report.LeakageSummary;
import org.palimpsest.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code palimpsest attack}. */
@Command(
    name = "attack",
    description = {
      "Attacks features that something else made, such as a network trained in Python: what do they give away?",
      "Results and report are those of `run`: runs.csv, tables, figures and a page."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest attack --features x.npy --labels people.csv --private sex --out results/mine",
      "  palimpsest attack --features x.npy --labels people.csv --private sex,age --bins age=4 \\",
      "      --target diagnosis --group patient --erasers leace --export-eraser erasers --out results/mine",
      "  palimpsest attack --arm before=a.npy --arm after=b.npy --labels people.csv --private sex --out results/two",
      "  palimpsest attack --settings mine.yaml   options from a file"
    })
final class AttackCommand implements Callable<Integer> {

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = "Features, a row for each thing described: .npy, .npz (FILE.npz:ARRAY), .csv or .tsv, also with .gz.")
  private String features;

  @Option(
      names = "--arm",
      paramLabel = "NAME=FILE",
      description = "Instead: several sets of features of the same rows, compared like methods; may be repeated.")
  private Map<String, String> arms = new LinkedHashMap<>();

  @Mixin private ModelOptions model;

  @Option(
      names = AttackSettings.OPTION,
      paramLabel = "FILE",
      preprocessor = AttackSettings.class,
      description = "A YAML file of these options: their names without --, arm: {before: a.npy, after: b.npy}.")
  private Path settings;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      required = true,
      description = "Labels: CSV or TSV with a header, also with .gz; a line for each row of features, in their order.")
  private String labels;

  @Option(names = "--id", paramLabel = "COLUMN",
      description = "Join features and labels by this column instead; an .npz has an array of that name.")
  private String id;

  @Option(names = "--private", paramLabel = "COLUMN", split = ",", required = true,
      description = "What the features should not tell; several get a report each.")
  private List<String> privateAttributes;

  @Option(names = "--target", paramLabel = "COLUMN",
      description = "What the features are for; without it leakage alone is measured.")
  private String target;

  @Option(names = "--bins", paramLabel = "COLUMN=BINS",
      description = "Makes classes of a quantity: age=4 for quarters of the rows, or edges, age=0,30,50,120.")
  private Map<String, String> bins = new LinkedHashMap<>();

  @Option(names = "--split", paramLabel = "COLUMN",
      description = "Which rows are for what: train (erasers, target), validation or attack (attackers), test. Drawn by default.")
  private String split;

  @Option(names = "--group", paramLabel = "COLUMN",
      description = "What rows have in common, such as a person: never on two sides of the split.")
  private String group;

  @Option(names = "--drop-missing", description = "Leave rows out whose target or private attribute is empty.")
  private boolean dropMissing;

  @Option(names = "--mix", paramLabel = "MIX", defaultValue = "balanced",
      description = "What attackers learn from: balanced, every group of target and private attribute alike, or as-is.")
  private String mix;

  @Option(names = "--attackers", paramLabel = "NAME", split = ",",
      description = "Attackers of `palimpsest list attackers`; by default linear, mlp, knn, and conditional with a target.")
  private List<String> attackers;

  @Option(names = "--erasers", paramLabel = "NAME", split = ",",
      description = "Erasers, such as leace or inlp: what is left is measured, too.")
  private List<String> erasers = List.of();

  @Option(names = "--export-eraser", paramLabel = "DIR",
      description = "Write what erasers found as .npy: x without it is (x - mean) @ projection.T + mean.")
  private Path exported;

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "1",
      description = "How often attackers learn, each time from another draw of the same rows.")
  private int seeds;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "The root of all that is drawn.")
  private long seed;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where results go.")
  private Path out;

  @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with; by default all cores.")
  private Integer threads;

  @Mixin private ProvenanceOptions traced;

  @Option(names = "--fresh", description = "Throw away what earlier runs left in DIR.")
  private boolean fresh;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (threads != null) {
      Machine.useThreads(threads);
    }
    if (exported != null && erasers.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--export-eraser: expected --erasers beside it, was none");
    }
    Path folder = ExperimentOptions.folder(spec, out, out);
    if (model.given()) {
      if (features != null || !arms.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "expected one of --features, --arm and --model, was more");
      }
      features = model.extract(labels, folder, spec.commandLine().getOut()).toString();
    }
    Map<String, String> files = files();
    boolean alone = privateAttributes.size() == 1;
    LeakageSummary summary = new LeakageSummary();
    int failed = 0;
    for (String attribute : privateAttributes) {
      Path own = alone ? folder : folder.resolve(attribute);
      failed += attack(experiment(attribute, files), own);
      summary.add(own);
    }
    if (!alone) {
      summary.write(folder.resolve("tables"));
      summary.index(folder, privateAttributes);
    }
    PrintWriter console = spec.commandLine().getOut();
    console.println();
    summary.lines().forEach(console::println);
    Path page = folder.resolve(alone ? "report.html" : "index.html");
    console.println("Report: " + page.toAbsolutePath().normalize());
    return failed == 0 ? 0 : 1;
  }

  /** File by arm. */
  private Map<String, String> files() {
    if ((features == null) == arms.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "expected --features, --arm or --model, was "
          + (features == null ? "neither" : "both"));
    }
    if (features == null) {
      return arms;
    }
    String file = Path.of(features.replaceFirst("\\.npz:", "-")).getFileName().toString();
    String name = file.replaceFirst("\\.(npy|npz|csv|tsv)(\\.gz)?$", "").replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    return Map.of(name.matches("[\\p{L}\\p{N}].*") ? name : "features", features);
  }

  private GivenExperiment experiment(String attribute, Map<String, String> files) {
    List<String> usual = target == null ? List.of("linear", "mlp", "knn") : List.of("linear", "mlp", "knn", "conditional");
    try {
      FeatureTable table =
          new FeatureTable(
              List.copyOf(files.keySet()), List.copyOf(files.values()), labels, Optional.ofNullable(id),
              Optional.ofNullable(target), attribute, edges(), Optional.ofNullable(split), Optional.ofNullable(group),
              dropMissing, target != null || !erasers.isEmpty(), seed);
      return new GivenExperiment(
          name(attribute), table, attackers == null ? usual : attackers, erasers, Mix.of(mix), seeds, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
  }

  /** Of the experiment: it has letters, digits and hyphens alone. */
  private static String name(String attribute) {
    String plain = attribute.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return plain.isEmpty() ? "attack" : "attack-" + plain;
  }

  private Map<String, List<Double>> edges() {
    Map<String, List<Double>> edges = new LinkedHashMap<>();
    bins.forEach(
        (column, text) -> {
          List<Double> numbers = new ArrayList<>();
          for (String part : text.split(",")) {
            try {
              numbers.add(Double.valueOf(part));
            } catch (NumberFormatException e) {
              throw new IllegalArgumentException(
                  "bins: expected numbers, as in %s=4 or %s=0,30,50, was '%s'".formatted(column, column, text), e);
            }
          }
          edges.put(column, numbers);
        });
    return edges;
  }

  /** Returns how many arms could not be measured in full. */
  private int attack(GivenExperiment experiment, Path folder) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    DataHome nowhere = new DataHome(Path.of("."), "default");
    ExperimentSpec described;
    try {
      described = experiment.spec(Catalogue.installed(), nowhere);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
    console.println(described.title());
    experiment.table().layout(nowhere).forEach(line -> console.println("  " + line));
    AttackProgress progress = new AttackProgress(console, described);
    Provenance provenance = traced.provenance(spec);
    if (model.given()) {
      provenance.environment(Map.of("model", model.description(labels)));
    }
    if (settings != null) {
      provenance.environment(Map.of("settings", TextFile.read(settings).strip()));
    }
    Runner.Outcome outcome =
        new Runner(described, nowhere, folder, progress).run(provenance, fresh);
    Report.write(folder);
    if (exported != null) {
      Path own = privateAttributes.size() == 1 ? exported : exported.resolve(experiment.table().privateAttribute());
      EraserExport.write(described, nowhere, own).forEach(written -> console.println("eraser: " + written));
    }
    return outcome.failed();
  }
}
