package org.palimpsest.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.privacy.accounting.Conversion;
import org.palimpsest.privacy.accounting.Gdp;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.PldBound;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.RdpBound;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * What a run promises, and what it does not: made to be printed beside its results.
 *
 * @param neighbours the neighbouring relation
 * @param scheme how examples were sampled
 * @param clipping the clipping rule
 * @param noise where the noise came from
 * @param events what was released
 * @param delta in (0, 1)
 * @param conversion from Rényi divergences
 * @param rdp epsilon by Rényi accounting, an upper bound
 * @param pld epsilon by the privacy-loss distribution, an upper bound
 * @param gdp epsilon by the central-limit approximation, no bound
 * @param unamplified epsilon if the sampling hid nothing: an example in ceil(q T) steps, known which
 * @param notCovered what the promise does not extend to
 */
public record DpStatement(
    String neighbours,
    String scheme,
    String clipping,
    String noise,
    List<SubsampledGaussian> events,
    double delta,
    Conversion conversion,
    RdpBound rdp,
    PldBound pld,
    double gdp,
    double unamplified,
    List<String> notCovered) {

  /** What no epsilon here covers, whatever is trained. */
  public static final List<String> NOT_COVERED =
      List.of(
          "diagnostics: losses, accuracies, gradient norms, counts of clipped or non-finite examples are exact",
          "hyper-parameters: trying settings on the same data costs more than the one run that is reported",
          "the number of examples and the expected batch size are taken to be public",
          "what features tell of an attribute of other images: (epsilon, delta) is about training records");

  public DpStatement {
    events = List.copyOf(events);
    notCovered = List.copyOf(notCovered);
  }

  /** The same with more that it does not extend to. */
  public DpStatement exceptFor(List<String> more) {
    List<String> all = new ArrayList<>(notCovered);
    all.addAll(more);
    return new DpStatement(
        neighbours, scheme, clipping, noise, events, delta, conversion, rdp, pld, gdp, unamplified, all);
  }

  /** The same of gradients that were clipped by {@code rules}. */
  DpStatement clipped(String rules) {
    return new DpStatement(
        neighbours, scheme, rules, noise, events, delta, conversion, rdp, pld, gdp, unamplified, notCovered);
  }

  /** T, of all events together. */
  public long steps() {
    return events.stream().mapToLong(SubsampledGaussian::steps).sum();
  }

  /** The statement for a mechanism of these parts that released {@code events}. */
  public static DpStatement of(
      Sampler sampler, Clipping clipping, Noise noise, List<SubsampledGaussian> events, double delta) {
    Rdp rdp = Rdp.wide();
    return new DpStatement(
        sampler.neighbours(),
        sampler.scheme(),
        clipping.rule(),
        noise.source(),
        events,
        delta,
        rdp.conversion(),
        rdp.bound(events, delta),
        new Pld().bound(events, delta),
        new Gdp().epsilon(events, delta),
        new Pld().epsilon(events.stream().map(DpStatement::unsampled).toList(), delta),
        NOT_COVERED);
  }

  private static SubsampledGaussian unsampled(SubsampledGaussian event) {
    long participations = (long) Math.ceil(event.samplingRate() * event.steps() - 1e-9);
    return new SubsampledGaussian(1, event.noiseMultiplier(), participations);
  }

  /** The statement in lines of text. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("neighbours      " + neighbours);
    lines.add("sampling        " + scheme);
    lines.add("clipping        " + clipping);
    lines.add("noise           " + noise);
    for (SubsampledGaussian event : events) {
      lines.add(
          text("steps           %d at noise multiplier %.6g, accounted at sampling rate %.6g",
              event.steps(), event.noiseMultiplier(), event.samplingRate()));
    }
    lines.add(text("delta           %.3g", delta));
    lines.add(text("epsilon (PLD)   %.4f, an upper bound; proven within %.4f", pld.epsilon(), pld.error()));
    lines.add(
        text("epsilon (RDP)   %.4f, an upper bound; order %s%s, conversion %s",
            rdp.epsilon(), rdp.order(), rdp.atEdge() ? " (the last of its grid: loose)" : "", conversion.source()));
    lines.add(text("epsilon (GDP)   %.4f, an approximation, not a bound", gdp));
    lines.add(
        text("unamplified     %.4f, if it were known which ceil(qT) steps an example is in", unamplified));
    notCovered.forEach(item -> lines.add("not covered     " + item));
    return lines;
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
