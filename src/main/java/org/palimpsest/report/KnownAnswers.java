package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.Verdicts.Ruling;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/** Arms whose mechanism is known, and what the rule says of them: how often it is right. */
final class KnownAnswers {

  /**
   * A mechanism and the verdicts that are right about it.
   *
   * @param method its catalogue name
   * @param erasure what has to be erased from it for this to hold, such as {@code leace}; empty for none
   */
  private record Known(String method, String erasure, String mechanism, Set<Verdict> right) {}

  private static final String RIGHT = "right";
  private static final String WRONG = "wrong";
  private static final String OPEN = "not told";

  /** What the rule says of an arm whose mechanism is known. */
  private record Answer(Case at, Known known, Ruling ruling) {

    String words() {
      if (known.right().contains(ruling.rule())) {
        return RIGHT;
      }
      return ruling.rule() == Verdict.IS_READ || ruling.rule() == Verdict.CANNOT_BE_TOLD ? OPEN : WRONG;
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known("grey-input", "", "never saw it", Set.of(Verdict.ERASES)),
          new Known("oracle-data", "", "plain training on independent data", Set.of(Verdict.RE_WEIGHTS)),
          new Known("vanilla", "", "plain training, left out of the frontier", Set.of(Verdict.RE_WEIGHTS)),
          new Known("biasbal", "", "weights images by group, and no more", Set.of(Verdict.RE_WEIGHTS)),
          new Known("group-dro", "", "weights images by group, and no more", Set.of(Verdict.RE_WEIGHTS)),
          new Known("untrained", "", "initial parameters", Set.of(Verdict.IS_READ)),
          new Known(
              "vanilla", "leace", "linear part taken out of images in the attacker's mix", Set.of(Verdict.LINEAR_REMOVED)));

  private static final String NOTE =
      "The rule on arms whose mechanism is known, whatever part they have in the comparison. Right: the verdict is the one "
          + "that the mechanism has. Not told: the rule leaves it open, which is no error. A re-weighter that comes out as "
          + "hiding would say either that weights by group do more than their authors say or that the frontier misses "
          + "something. Verdicts are corrected as in the tables of verdicts";

  private KnownAnswers() {}

  /** Without rows where no such arm was measured with {@link Verdict#SEEDS} seeds. */
  static Table of(Results results) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Mechanism", "mechanism"));
    columns.add(Column.words("Right verdict", "right"));
    columns.add(new Column("", "By the rule", "verdict", Column.Kind.RULING));
    columns.add(Column.words("Answer", "answer"));
    List<List<TableEntry>> rows = answers(results).stream().map(answer -> row(results, answer)).toList();
    String summary = summary(results).map(text -> ". " + text.substring(0, text.length() - 1)).orElse("");
    return Table.of(
        "known-answers", "Verdict against mechanism, where that is known", NOTE + summary, results, columns, rows);
  }

  /** How often the rule is right; empty where nothing is known. */
  static Optional<String> summary(Results results) {
    Map<String, Integer> tally = new TreeMap<>();
    answers(results).forEach(answer -> tally.merge(answer.words(), 1, Integer::sum));
    return tally.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Of %s whose mechanism is known the rule is right about %d, wrong about %d, and leaves %d open."
                .formatted(
                    Text.count(tally.values().stream().mapToInt(n -> n).sum(), "arm"), tally.getOrDefault(RIGHT, 0),
                    tally.getOrDefault(WRONG, 0), tally.getOrDefault(OPEN, 0)));
  }

  private static List<Answer> answers(Results results) {
    List<Answer> answers = new ArrayList<>();
    for (boolean erased : new boolean[] {false, true}) {
      Verdicts.of(results, erased).rulings().forEach(
          (at, ruling) ->
              known(results, at).filter(one -> enough(ruling)).ifPresent(one -> answers.add(new Answer(at, one, ruling))));
    }
    return answers;
  }

  private static List<TableEntry> row(Results results, Answer answer) {
    return new Row(results)
        .method(answer.at())
        .words(answer.known().mechanism())
        .words(Text.list(answer.known().right().stream().map(Verdict::words).toList()))
        .add(TableEntry.decision(answer.ruling().rule().words(), answer.ruling().because()))
        .words(answer.words())
        .done();
  }

  /** Without a frontier re-weighting cannot come out, and with fewer seeds next to nothing can. */
  private static boolean enough(Ruling ruling) {
    return ruling.evidence().seeds().size() >= Verdict.SEEDS;
  }

  private static Optional<Known> known(Results results, Case at) {
    Arm arm = at.arm();
    return KNOWN.stream()
        .filter(one -> one.method().equals(arm.method()) && arm.trained().variant().isEmpty())
        .filter(
            one ->
                one.erasure().isEmpty()
                    ? !arm.erased()
                    : arm.erasure().startsWith(one.erasure()) && !arm.erasure().endsWith("@train"))
        .filter(one -> results.frontier().isPresent() || !one.right().contains(Verdict.RE_WEIGHTS))
        .findFirst();
  }
}
