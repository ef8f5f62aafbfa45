package org.palimpsest.report;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.report.results.Difference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.GroupResults.Contrast;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.RankCorrelation;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * One entry of a {@link Table}, printed for people and for programs.
 *
 * @param text for Markdown and the page: percent, a cross for what is missing
 * @param aside smaller print after it, such as an interval; may be empty
 * @param fields for CSV: as many as its column's {@link Column.Kind} has; shares in [0, 1]
 */
record TableEntry(String text, String aside, List<String> fields) {

  static TableEntry words(String text) {
    return new TableEntry(text, "", List.of(text));
  }

  /** A method: its name and settings as in {@code runs.csv} for programs, a label for people. */
  static TableEntry method(String label, Arm arm) {
    return new TableEntry(label, "", List.of(arm.method(), arm.variant()));
  }

  /** A condition or an attacker's mix: its level where it has one. */
  static TableEntry label(AxisLabel label) {
    String field = label.level().isPresent() ? Double.toString(label.level().getAsDouble()) : label.text();
    return new TableEntry(Words.level(label), "", List.of(field));
  }

  /** A number printed with so many places, or in scientific notation where it would vanish. */
  static TableEntry number(double value, int places) {
    boolean vanishes = value != 0 && Math.abs(value) < Math.pow(10, -places);
    return value(vanishes ? String.format(Locale.ROOT, "%.1e", value) : Text.decimal(value, places), value);
  }

  /** An accuracy without an interval, in percent. */
  static TableEntry accuracy(double value) {
    return value(Text.percent(value), value);
  }

  /** A value without an interval, with a true minus. */
  static TableEntry signed(double value, int places) {
    return value(Text.signed(value, places), value);
  }

  /** A share that is no accuracy, and may be negative: {@code −4} percent. */
  static TableEntry percent(double value) {
    return value(Text.signed(100 * value, 0), value);
  }

  /** A share of pairs. */
  static TableEntry share(PairOrder.Share share) {
    return new TableEntry(
        Text.percent(share.value()), Text.brackets(share.interval()),
        fields(share.value(), Optional.of(share.interval()), share.seeds()));
  }

  /** A difference of shares in percentage points. */
  static TableEntry points(double difference) {
    return value(Text.points(difference), difference);
  }

  /** An accuracy somebody else printed; of few images, with their count. */
  static TableEntry printed(PublishedValue value) {
    String count =
        value.sample().map(few -> "(%d of %d)".formatted(few.count().hits(), few.count().n())).orElse("");
    return new TableEntry(Text.percent(value.mean()), count, List.of(Double.toString(value.mean())));
  }

  private static TableEntry value(String text, double value) {
    return new TableEntry(text, "", List.of(Double.toString(value)));
  }

  /** An accuracy of ours; {@code undertrained} gives it a {@link Table#DAGGER}. */
  static TableEntry share(Estimate estimate, boolean undertrained) {
    return new TableEntry(
        Text.percent(estimate.mean()) + (undertrained ? Table.DAGGER : ""),
        estimate.interval().map(Text::brackets).orElse(""),
        fields(estimate.mean(), estimate.interval(), estimate.seeds()));
  }

  /** A value of ours as it is, to three places. */
  static TableEntry fraction(Estimate estimate) {
    return fraction(estimate.mean(), estimate.interval(), estimate.seeds());
  }

  private static TableEntry fraction(double value, Optional<Interval> interval, int seeds) {
    return new TableEntry(
        Text.signed(value, 3),
        interval.map(i -> "[" + Text.signed(i.low(), 3) + ", " + Text.signed(i.high(), 3) + "]").orElse(""),
        fields(value, interval, seeds));
  }

  /** A difference of shares in percentage points, with its interval. */
  static TableEntry pointsWithin(Estimate estimate) {
    return points(estimate.mean(), estimate.interval(), estimate.seeds());
  }

  /** The same of pairs of a seed. */
  static TableEntry pointsWithin(Contrast contrast) {
    return points(contrast.mean(), contrast.interval(), contrast.seeds());
  }

  private static TableEntry points(double difference, Optional<Interval> interval, int seeds) {
    return new TableEntry(
        Text.points(difference),
        interval.map(i -> "[" + Text.points(i.low()) + ", " + Text.points(i.high()) + "]").orElse(""),
        fields(difference, interval, seeds));
  }

  /** A difference of pairs of a seed as it is, to three places. */
  static TableEntry fraction(Contrast contrast) {
    return fraction(contrast.mean(), contrast.interval(), contrast.seeds());
  }

  /** Information of ours, in bits. */
  static TableEntry bits(Estimate estimate) {
    return new TableEntry(
        Text.signed(estimate.mean(), 2),
        estimate.interval()
            .map(i -> "[" + Text.signed(i.low(), 2) + ", " + Text.signed(i.high(), 2) + "]")
            .orElse(""),
        fields(estimate.mean(), estimate.interval(), estimate.seeds()));
  }

  /** The same as a lower bound, less what something else tells. */
  static TableEntry atLeast(Estimate estimate, double less) {
    Optional<Interval> interval = estimate.interval().map(i -> new Interval(i.low() - less, i.high() - less));
    TableEntry bits = bits(new Estimate(estimate.mean() - less, estimate.sd(), estimate.seeds(), interval));
    return new TableEntry("\u2265 " + bits.text, bits.aside, bits.fields);
  }

  /** What an attacker reads, in bits or as a share, with its name. */
  static TableEntry read(Estimate estimate, boolean inBits, boolean undertrained, String attacker) {
    TableEntry value = inBits ? bits(estimate) : share(estimate, undertrained);
    String mark = inBits && undertrained ? Table.DAGGER : "";
    return new TableEntry(
        value.text + mark, value.aside + " " + attacker,
        Stream.concat(value.fields.stream(), Stream.of(attacker)).toList());
  }

  /** How far two attacks order methods alike. */
  static TableEntry ranking(RankCorrelation found) {
    return new TableEntry(
        Text.signed(found.value(), 2),
        found.brackets().map(ends -> ends + " ").orElse("") + "n = " + found.methods(),
        fields(found.value(), found.interval(), found.methods()));
  }

  /**
   * A difference of means over seeds, in percentage points, and whether it is clear.
   *
   * @param settings of the reference; may be empty
   */
  static TableEntry gain(Difference difference, String settings) {
    return new TableEntry(
        Text.points(difference.mean()),
        difference.words() + (settings.isEmpty() ? "" : ", " + settings),
        List.of(Double.toString(difference.mean()), Boolean.toString(difference.clear()), settings));
  }

  /** How many of the seeds show something: {@code 2 of 3}. */
  static TableEntry tally(int count, int of) {
    return new TableEntry(
        count + " of " + of, "", List.of(Integer.toString(count), Integer.toString(of)));
  }

  /** How many images were named right, with the share's Wilson interval: {@code 29 of 36 [65.0, 90.2]}. */
  static TableEntry tally(Proportion count) {
    TableEntry tally = tally(count.hits(), count.n());
    return new TableEntry(tally.text, Text.brackets(count.wilson(Measurement.LEVEL)), tally.fields);
  }

  /** A judgement, and in small print the rule that decided. */
  static TableEntry decision(String judgement, String because) {
    return new TableEntry(
        judgement, because.isEmpty() ? "" : "(" + because + ")", List.of(judgement, because));
  }

  /** Measured nowhere, though it belongs here: a cross for people, empty for programs. */
  static TableEntry missing(Column.Kind kind) {
    return new TableEntry(Text.MISSING, "", Collections.nCopies(kind.fields(), ""));
  }

  /** Nothing belongs here, such as a published value where nobody published one. */
  static TableEntry blank(Column.Kind kind) {
    return new TableEntry("", "", Collections.nCopies(kind.fields(), ""));
  }

  private static List<String> fields(double value, Optional<Interval> interval, int count) {
    return List.of(
        Double.toString(value),
        interval.map(i -> Double.toString(i.low())).orElse(""),
        interval.map(i -> Double.toString(i.high())).orElse(""),
        Integer.toString(count));
  }
}
