package org.palimpsest.report;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One entry of a {@link Table}, printed for people ({@link #text}) and for programs ({@link #fields}). */
sealed interface Entry {

  /** For Markdown and the page: percent, intervals, a cross for what is missing. */
  String text();

  /** For CSV: as many fields as its column's {@link Column.Kind} has; shares in [0, 1]. */
  List<String> fields();

  /** Smaller print after the value, such as an interval; may be empty. */
  default String aside() {
    return "";
  }

  /** Words. */
  record Words(String text) implements Entry {
    @Override
    public List<String> fields() {
      return List.of(text);
    }
  }

  /** A verdict, and in small print the rule that decided. */
  record Decision(Verdict.Ruling ruling) implements Entry {
    @Override
    public String text() {
      return ruling.verdict().words();
    }

    @Override
    public String aside() {
      return ruling.because().isEmpty() ? "" : "(" + ruling.because() + ")";
    }

    @Override
    public List<String> fields() {
      return List.of(text(), ruling.because());
    }
  }

  /** A method: its name and settings as in {@code runs.csv} for programs, a label for people. */
  record Method(String text, Arm arm) implements Entry {
    @Override
    public List<String> fields() {
      return List.of(arm.method(), arm.variant());
    }
  }

  /** A number printed with so many places. */
  record Plain(double value, int places) implements Entry {
    @Override
    public String text() {
      return value != 0 && Math.abs(value) < Math.pow(10, -places)
          ? String.format(Locale.ROOT, "%.1e", value)
          : Text.decimal(value, places);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(value));
    }
  }

  /** A correlation. */
  record Rho(double value) implements Entry {
    @Override
    public String text() {
      return Double.isNaN(value) ? "" : Text.rho(value);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.isNaN(value) ? "" : Double.toString(value));
    }
  }

  /**
   * An accuracy of ours.
   *
   * @param undertrained whether it gets a {@link Table#DAGGER}
   */
  record Share(Estimate estimate, boolean undertrained) implements Entry {
    Share(Estimate estimate) {
      this(estimate, false);
    }

    @Override
    public String text() {
      return Text.percent(estimate.mean()) + (undertrained ? Table.DAGGER : "");
    }

    @Override
    public String aside() {
      return estimate.interval().map(Text::brackets).orElse("");
    }

    @Override
    public List<String> fields() {
      return List.of(
          Double.toString(estimate.mean()),
          estimate.interval().map(i -> Double.toString(i.low())).orElse(""),
          estimate.interval().map(i -> Double.toString(i.high())).orElse(""),
          Integer.toString(estimate.seeds()));
    }
  }

  /** Information of ours, in bits. */
  record Bits(Estimate estimate) implements Entry {
    @Override
    public String text() {
      return Text.signed(estimate.mean(), 2);
    }

    @Override
    public String aside() {
      return estimate.interval()
          .map(i -> "[" + Text.signed(i.low(), 2) + ", " + Text.signed(i.high(), 2) + "]")
          .orElse("");
    }

    @Override
    public List<String> fields() {
      return new Share(estimate).fields();
    }
  }

  /** A share that is no accuracy, and may be negative: {@code 81} percent. */
  record Percent(double value) implements Entry {
    @Override
    public String text() {
      return Text.signed(100 * value, 0);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(value));
    }
  }

  /** A correlation of two columns, in [-1, 1]. */
  record Correlation(double value) implements Entry {
    @Override
    public String text() {
      return Text.correlation(value);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(value));
    }
  }

  /** How far two attacks order methods alike. */
  record Ranking(RankCorrelation correlation) implements Entry {
    @Override
    public String text() {
      return Text.signed(correlation.value(), 2);
    }

    @Override
    public String aside() {
      return correlation.brackets().map(ends -> ends + " ").orElse("") + "n = " + correlation.methods();
    }

    @Override
    public List<String> fields() {
      return List.of(
          Double.toString(correlation.value()),
          correlation.interval().map(i -> Double.toString(i.low())).orElse(""),
          correlation.interval().map(i -> Double.toString(i.high())).orElse(""),
          Integer.toString(correlation.methods()));
    }
  }

  /** An accuracy somebody else printed. */
  record Printed(PublishedValue value) implements Entry {
    @Override
    public String text() {
      return Text.percent(value.mean());
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(value.mean()));
    }
  }

  /** What an attacker reads, with its name. */
  record Read(Estimate estimate, boolean undertrained, String attacker) implements Entry {
    @Override
    public String text() {
      return new Share(estimate, undertrained).text();
    }

    @Override
    public String aside() {
      return new Share(estimate).aside() + " " + attacker;
    }

    @Override
    public List<String> fields() {
      return Stream.concat(new Share(estimate).fields().stream(), Stream.of(attacker)).toList();
    }
  }

  /**
   * A difference of means over seeds, in percentage points, and whether it is clear.
   *
   * @param settings of the reference; may be empty
   */
  record Gain(Difference difference, String settings) implements Entry {
    @Override
    public String text() {
      return Text.points(difference.mean());
    }

    @Override
    public String aside() {
      return (difference.clear() ? "clear" : "not clear") + (settings.isEmpty() ? "" : ", " + settings);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(difference.mean()), Boolean.toString(difference.clear()), settings);
    }
  }

  /** Ours minus theirs. */
  record Points(double difference) implements Entry {
    @Override
    public String text() {
      return Text.points(difference);
    }

    @Override
    public List<String> fields() {
      return List.of(Double.toString(difference));
    }
  }

  /** How many of the seeds show something: {@code 2 of 3}. */
  record Tally(int count, int of) implements Entry {
    @Override
    public String text() {
      return count + " of " + of;
    }

    @Override
    public List<String> fields() {
      return List.of(Integer.toString(count), Integer.toString(of));
    }
  }

  /** Measured nowhere, though it belongs here: a cross for people, empty for programs. */
  record Missing(Column.Kind kind) implements Entry {
    @Override
    public String text() {
      return Text.MISSING;
    }

    @Override
    public List<String> fields() {
      return Collections.nCopies(kind.fields(), "");
    }
  }

  /** Nothing belongs here, such as a published value where nobody published one. */
  record Blank(Column.Kind kind) implements Entry {
    @Override
    public String text() {
      return "";
    }

    @Override
    public List<String> fields() {
      return Collections.nCopies(kind.fields(), "");
    }
  }
}
