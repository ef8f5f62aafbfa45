package org.palimpsest.privacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.privacy.accounting.Conversion;
import org.palimpsest.privacy.accounting.Gdp;
import org.palimpsest.privacy.accounting.Pld.PldBound;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp.RdpBound;
import org.palimpsest.privacy.accounting.Rdp;
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
 * @param byGroup epsilon by the privacy-loss distribution for the examples of each group, where groups are drawn at
 *     rates of their own: {@code pld} is the largest of them; empty otherwise
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
    SortedMap<String, Double> byGroup,
    List<String> notCovered) {

  /** What no epsilon here covers, whatever is trained. */
  public static final List<String> NOT_COVERED =
      List.of(
          "diagnostics: losses, accuracies, gradient norms, counts of clipped or non-finite examples are exact",
          "hyper-parameters: trying settings on the same data costs more than the one run that is reported",
          "the number of examples, the expected batch size, and with them the sampling rate and the number of steps are"
              + " taken to be public, though adding or removing an example changes the first",
          "floating point: sums, clipping and noise are rounded, and attacks on the digits of what is released, beyond"
              + " the loss that is accounted for here, are known (Mironov 2012; Haney et al. 2022)",
          "what features tell of an attribute of other images: (epsilon, delta) is about training records");

  /** What no epsilon covers either where the noise can be repeated. */
  public static final String KNOWN_SEED =
      "whoever knows the seed of the noise, which is among the settings: they can take the noise off";

  /** What no epsilon covers either where groups are drawn at rates of their own. */
  public static final String KNOWN_GROUPS =
      "the sizes of the groups, from which their rates are made: they are taken to be public";

  public DpStatement {
    events = List.copyOf(events);
    notCovered = List.copyOf(notCovered);
  }

  /** The same with more that it does not extend to. */
  public DpStatement exceptFor(List<String> more) {
    List<String> all = new ArrayList<>(notCovered);
    all.addAll(more);
    return new DpStatement(
        neighbours, scheme, clipping, noise, events, delta, conversion, rdp, pld, gdp, unamplified, byGroup, all);
  }

  /** The same of gradients that were clipped by {@code rules}. */
  DpStatement clipped(String rules) {
    return new DpStatement(
        neighbours, scheme, rules, noise, events, delta, conversion, rdp, pld, gdp, unamplified, byGroup, notCovered);
  }

  /** T, of all events together. */
  public long steps() {
    return events.stream().mapToLong(SubsampledGaussian::steps).sum();
  }

  /** The statement for a mechanism of these parts that released {@code events}. */
  public static DpStatement of(
      Sampler sampler, Clipping clipping, Noise noise, List<SubsampledGaussian> events, double delta) {
    Rdp rdp = new Rdp();
    SortedMap<String, Double> byGroup = new TreeMap<>();
    sampler.ratesByGroup().forEach((group, rate) -> byGroup.put(group, new Pld().epsilon(at(rate, events), delta)));
    List<String> notCovered = new ArrayList<>(NOT_COVERED);
    if (noise.isRepeatable()) {
      notCovered.add(0, KNOWN_SEED);
    }
    if (!byGroup.isEmpty()) {
      notCovered.add(KNOWN_GROUPS);
    }
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
        byGroup,
        notCovered);
  }

  private static List<SubsampledGaussian> at(double rate, List<SubsampledGaussian> events) {
    return events.stream()
        .map(event -> new SubsampledGaussian(rate, event.noiseMultiplier(), event.steps()))
        .toList();
  }

  private static SubsampledGaussian unsampled(SubsampledGaussian event) {
    long participations = (long) Math.ceil(event.samplingRate() * event.steps() - 1e-9);
    return new SubsampledGaussian(1, event.noiseMultiplier(), participations);
  }

  /** The statement by item, each in one line or several. */
  public Map<String, List<String>> items() {
    Map<String, List<String>> items = new LinkedHashMap<>();
    items.put("neighbours", List.of(neighbours));
    items.put("sampling", List.of(scheme));
    items.put("clipping", List.of(clipping));
    items.put("noise", List.of(noise));
    items.put("steps", events.stream().map(DpStatement::text).toList());
    items.put("delta", List.of(text("%.3g", delta)));
    items.put("epsilon (PLD)", List.of(text("%.4f, %s", pld.epsilon(), pld.quality())));
    items.put(
        "epsilon (RDP)",
        List.of(text("%.4f, %s, conversion %s", rdp.epsilon(), rdp.quality(), conversion.source())));
    items.put("epsilon (GDP)", List.of(text("%.4f, an approximation, not a bound", gdp)));
    if (!byGroup.isEmpty()) {
      items.put(
          "by group",
          byGroup.entrySet().stream().map(e -> text("%s: epsilon %.4f (PLD)", e.getKey(), e.getValue())).toList());
    }
    items.put(
        "unamplified",
        List.of(text("%.4f, if it were known which ceil(qT) steps an example is in", unamplified)));
    items.put("not covered", notCovered);
    return items;
  }

  private static String text(SubsampledGaussian event) {
    return text(
        "%d at noise multiplier %s, accounted at sampling rate %s",
        event.steps(), event.noiseMultiplier(), event.samplingRate());
  }

  /** The statement in lines of text, each with its item. */
  public List<String> lines() {
    return items().entrySet().stream()
        .flatMap(item -> item.getValue().stream().map(line -> "%-16s%s".formatted(item.getKey(), line)))
        .toList();
  }

  /** What is promised, to whom and by which sampling, in one line. */
  public String summary() {
    return text("epsilon %.4f (PLD), %.4f (RDP) at delta %.3g; neighbours: %s; sampling: %s",
        pld.epsilon(), rdp.epsilon(), delta, neighbours, scheme);
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
