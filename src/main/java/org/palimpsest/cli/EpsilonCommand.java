package org.palimpsest.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.palimpsest.privacy.accounting.Conversion;
import org.palimpsest.privacy.accounting.Gdp;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.PldBound;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.RdpBound;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palimpsest privacy epsilon}. */
@Command(
    name = "epsilon",
    description = {
      "What a run of DP-SGD costs: Poisson sampling, flat Gaussian noise, neighbours by adding or removing an example.",
      "rdp and pld are upper bounds; gdp is an approximation and no bound."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  palimpsest privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --steps 10000 --delta 1e-5",
      "  palimpsest privacy epsilon --sampling-rate 0.01 --noise-multiplier 1.1 --epochs 60 --delta 1e-5 --json",
      "  palimpsest privacy epsilon --csv runs.csv",
      "",
      "The file has the columns sampling_rate, noise_multiplier, steps, delta; all its rows and columns are",
      "printed, with columns rdp and pld added."
    })
final class EpsilonCommand implements Callable<Integer> {

  @Option(names = "--sampling-rate", paramLabel = "Q", description = "The chance of an example to enter a step.")
  private Double samplingRate;

  @Option(names = "--noise-multiplier", paramLabel = "SIGMA", description = "Noise per clipping norm.")
  private Double noiseMultiplier;

  @Option(names = "--steps", paramLabel = "T", description = "Steps.")
  private Long steps;

  @Option(names = "--epochs", paramLabel = "E", description = "Instead of steps: E / Q of them, rounded up.")
  private Double epochs;

  @Option(names = "--delta", paramLabel = "DELTA", description = "The delta of (epsilon, delta).")
  private Double delta;

  @Option(names = "--csv", paramLabel = "FILE", description = "Account for each row of a file.")
  private Path csv;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (csv != null) {
      table(out);
      return 0;
    }
    double q = PrivacyOptions.required(spec, "--sampling-rate", samplingRate);
    double sigma = PrivacyOptions.required(spec, "--noise-multiplier", noiseMultiplier);
    long count = PrivacyOptions.steps(spec, steps, epochs, q);
    Map<String, Object> values =
        values(new SubsampledGaussian(q, sigma, count), PrivacyOptions.required(spec, "--delta", delta));
    if (json) {
      PrivacyOptions.print(out, values);
    } else {
      text(out, values);
    }
    return 0;
  }

  private static Map<String, Object> values(SubsampledGaussian event, double delta) {
    List<SubsampledGaussian> events = List.of(event);
    RdpBound rdp = Rdp.standard().bound(events, delta);
    PldBound pld = new Pld().bound(events, delta);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rdp", rdp.epsilon());
    values.put("pld", pld.epsilon());
    values.put("rdp_order", rdp.order());
    values.put("rdp_order_at_edge", rdp.atEdge());
    values.put("rdp_wide_orders", Rdp.wide().epsilon(events, delta));
    values.put("rdp_classic_conversion", Rdp.standard().with(Conversion.CLASSIC).epsilon(events, delta));
    values.put("pld_error", pld.error());
    values.put("pld_interval", pld.interval());
    values.put("gdp_approximation", new Gdp().epsilon(events, delta));
    values.put("sampling_rate", event.samplingRate());
    values.put("noise_multiplier", event.noiseMultiplier());
    values.put("steps", event.steps());
    values.put("delta", delta);
    values.put("neighbours", "add or remove one example");
    values.put("sampling", "Poisson");
    values.put("conversion", Conversion.IMPROVED.source());
    return values;
  }

  private static void text(PrintWriter out, Map<String, Object> values) {
    String edge = (boolean) values.get("rdp_order_at_edge") ? ", the edge of its orders: loose" : "";
    out.printf(
        Locale.ROOT,
        "pld  %.6f  upper bound, proven within %.4f%n",
        values.get("pld"),
        values.get("pld_error"));
    out.printf(Locale.ROOT, "rdp  %.6f  upper bound, order %s%s%n", values.get("rdp"), values.get("rdp_order"), edge);
    out.printf(Locale.ROOT, "gdp  %.6f  approximation, no bound%n", values.get("gdp_approximation"));
    out.printf(
        "%s sampling at rate %s, noise multiplier %s, %s steps, delta %s; neighbours: %s%n",
        values.get("sampling"),
        values.get("sampling_rate"),
        values.get("noise_multiplier"),
        values.get("steps"),
        values.get("delta"),
        values.get("neighbours"));
  }

  private void table(PrintWriter out) throws IOException {
    CSVFormat read = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser rows = CSVParser.parse(csv, StandardCharsets.UTF_8, read)) {
      List<String> header = new ArrayList<>(rows.getHeaderNames());
      header.addAll(List.of("rdp", "pld"));
      CSVPrinter printer = new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
      printer.printRecord(header);
      for (CSVRecord row : rows) {
        SubsampledGaussian event =
            new SubsampledGaussian(
                number(row, "sampling_rate"), number(row, "noise_multiplier"), (long) number(row, "steps"));
        double delta = number(row, "delta");
        List<Object> cells = new ArrayList<>(row.toList());
        cells.add(Rdp.standard().epsilon(List.of(event), delta));
        cells.add(new Pld().epsilon(List.of(event), delta));
        printer.printRecord(cells);
      }
      printer.flush();
    }
  }

  private double number(CSVRecord row, String column) {
    if (!row.isSet(column)) {
      throw new IllegalArgumentException("%s, row %d: no column %s".formatted(csv, row.getRecordNumber(), column));
    }
    try {
      return Double.parseDouble(row.get(column));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s, row %d: %s: expected a number, was '%s'"
              .formatted(csv, row.getRecordNumber(), column, row.get(column)), e);
    }
  }
}
