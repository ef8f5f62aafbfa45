package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.palimpsest.privacy.accounting.Conversion;
import org.palimpsest.privacy.accounting.Gdp;
import org.palimpsest.privacy.accounting.Pld.PldBound;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp.RdpBound;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * What steps cost by every accountant.
 *
 * @param rdp over the orders that everything is accounted with
 * @param standard over the orders of Opacus
 * @param classic over the orders of Opacus, with Mironov's conversion: what papers before 2020 print
 */
record EpsilonReport(
    SubsampledGaussian event,
    double delta,
    Accounted<RdpBound> rdp,
    Accounted<RdpBound> standard,
    Accounted<RdpBound> classic,
    Accounted<PldBound> pld,
    Accounted<Double> gdp) {

  /** Larger numbers are printed with an exponent. */
  private static final double READABLE = 1e7;

  static EpsilonReport of(SubsampledGaussian event, double delta) {
    List<SubsampledGaussian> events = List.of(event);
    return new EpsilonReport(
        event,
        delta,
        Accounted.of(() -> new Rdp().bound(events, delta)),
        Accounted.of(() -> Rdp.standard().bound(events, delta)),
        Accounted.of(() -> Rdp.standard().with(Conversion.CLASSIC).bound(events, delta)),
        Accounted.of(() -> new Pld().bound(events, delta)),
        Accounted.of(() -> new Gdp().epsilon(events, delta)));
  }

  /** Why accountants have no answer, each once; empty if all have one. */
  List<String> problems() {
    return Stream.of(pld, rdp, standard, classic, gdp)
        .map(Accounted::problem)
        .filter(problem -> !problem.isEmpty())
        .distinct()
        .toList();
  }

  /** For JSON; null where an accountant has no answer. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rdp", rdp.get(RdpBound::epsilon));
    values.put("pld", pld.get(PldBound::epsilon));
    values.put("rdp_order", rdp.get(bound -> Json.number(bound.order())));
    values.put("rdp_order_at_edge", rdp.get(RdpBound::atEdge));
    values.put("rdp_standard_orders", standard.get(RdpBound::epsilon));
    values.put("rdp_standard_order", standard.get(bound -> Json.number(bound.order())));
    values.put("rdp_standard_order_at_edge", standard.get(RdpBound::atEdge));
    values.put("rdp_classic_conversion", classic.get(RdpBound::epsilon));
    values.put("pld_error", pld.get(PldBound::error));
    values.put("pld_interval", pld.get(PldBound::interval));
    values.put("gdp_approximation", gdp.found());
    values.put("sampling_rate", event.samplingRate());
    values.put("noise_multiplier", event.noiseMultiplier());
    values.put("steps", event.steps());
    values.put("delta", delta);
    values.put("neighbours", SubsampledGaussian.NEIGHBOURS);
    values.put("sampling", SubsampledGaussian.SAMPLING);
    values.put("conversion", Conversion.IMPROVED.source());
    if (!problems().isEmpty()) {
      values.put("problems", problems());
    }
    return values;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("pld  " + (pld.isFound() ? number(pld.found().epsilon()) + pld.found().quality() : pld.problem()));
    lines.add("rdp  " + (rdp.isFound() ? number(rdp.found().epsilon()) + rdp.found().quality() : rdp.problem()));
    lines.add("gdp  " + (gdp.isFound() ? number(gdp.found()) + "approximation, no bound" : gdp.problem()));
    lines.add(
        text(
            "%s sampling at rate %s, noise multiplier %s, %d steps, delta %s; neighbours: %s",
            SubsampledGaussian.SAMPLING,
            event.samplingRate(),
            event.noiseMultiplier(),
            event.steps(),
            delta,
            SubsampledGaussian.NEIGHBOURS));
    return lines;
  }

  private static String number(double epsilon) {
    return text(epsilon < READABLE ? "%.6f  " : "%.6g  ", epsilon);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
