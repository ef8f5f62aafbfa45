package org.palimpsest.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.privacy.accounting.Conversion;
import org.palimpsest.privacy.accounting.Gdp;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.PldBound;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.RdpBound;
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
    RdpBound rdp,
    RdpBound standard,
    RdpBound classic,
    PldBound pld,
    double gdp) {

  static EpsilonReport of(SubsampledGaussian event, double delta) {
    List<SubsampledGaussian> events = List.of(event);
    return new EpsilonReport(
        event,
        delta,
        new Rdp().bound(events, delta),
        Rdp.standard().bound(events, delta),
        Rdp.standard().with(Conversion.CLASSIC).bound(events, delta),
        new Pld().bound(events, delta),
        new Gdp().epsilon(events, delta));
  }

  /** For JSON. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rdp", rdp.epsilon());
    values.put("pld", pld.epsilon());
    values.put("rdp_order", Json.number(rdp.order()));
    values.put("rdp_order_at_edge", rdp.atEdge());
    values.put("rdp_standard_orders", standard.epsilon());
    values.put("rdp_standard_order", Json.number(standard.order()));
    values.put("rdp_standard_order_at_edge", standard.atEdge());
    values.put("rdp_classic_conversion", classic.epsilon());
    values.put("pld_error", pld.error());
    values.put("pld_interval", pld.interval());
    values.put("gdp_approximation", gdp);
    values.put("sampling_rate", event.samplingRate());
    values.put("noise_multiplier", event.noiseMultiplier());
    values.put("steps", event.steps());
    values.put("delta", delta);
    values.put("neighbours", SubsampledGaussian.NEIGHBOURS);
    values.put("sampling", SubsampledGaussian.SAMPLING);
    values.put("conversion", Conversion.IMPROVED.source());
    return values;
  }

  /** For people. */
  List<String> lines() {
    return List.of(
        text("pld  %.6f  upper bound, proven within %.4f", pld.epsilon(), pld.error()),
        text("rdp  %.6f  upper bound, order %s%s", rdp.epsilon(), rdp.order(), rdp.remark()),
        text("gdp  %.6f  approximation, no bound", gdp),
        text(
            "%s sampling at rate %s, noise multiplier %s, %d steps, delta %s; neighbours: %s",
            SubsampledGaussian.SAMPLING,
            event.samplingRate(),
            event.noiseMultiplier(),
            event.steps(),
            delta,
            SubsampledGaussian.NEIGHBOURS));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
