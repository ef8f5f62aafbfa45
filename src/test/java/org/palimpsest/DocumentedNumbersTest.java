package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers that README and pages quote are those of the results that they name. */
class DocumentedNumbersTest {

  private static final String README = "README.md";
  private static final String ATTACKERS = "src/site/markdown/attackers.md";
  private static final String ERASERS = "src/site/markdown/erasers.md";
  private static final String PRIVACY = "src/site/markdown/privacy.md";
  private static final String SPEED = "src/site/markdown/speed.md";
  private static final String FRONTIER = "results/frontier-mnist/tables/main.md";
  private static final String VERDICTS = "results/frontier-mnist/tables/verdicts.md";
  private static final String ERASED = "results/frontier-mnist/tables/verdicts-erased.md";
  private static final String OTHER_BITS = "Bits that are read: other";
  private static final String QUICK = "results/quick-mnist/tables/main.md";
  private static final String LADDER = "results/attackers-mnist/tables/attackers.md";
  private static final String DRAWN = "results/attackers-mnist/tables/reconstructions.md";
  private static final String BY_PUBLISHED = "Private accuracy, published: ours";
  private static final String BY_BALANCED = "Private accuracy, balanced: ours";
  private static final String TARGET = "Target accuracy: ours";
  private static final String PRIVATE = "private accuracy";
  private static final Pattern CELL = Pattern.compile("([−-]?[\\d.,]+)†?(?: \\[([−\\d.]+), ([−\\d.]+)])?.*");

  /**
   * A sentence of a document whose numbers are computed.
   *
   * @param sentence with {@code %s} in the place of each number
   */
  private record Quote(String document, String sentence, List<String> numbers) {
    String text() {
      return sentence.formatted(numbers.toArray());
    }

    @Override
    public String toString() {
      return document + ": " + text();
    }
  }

  private static final List<Quote> QUOTES = new ArrayList<>();

  @BeforeAll
  static void readResults() throws IOException {
    addQuotes(QUOTES);
  }

  static Stream<Quote> quotes() {
    return QUOTES.stream();
  }

  private static void addQuotes(List<Quote> quotes) throws IOException {
    quotes.add(quote(README, "reads the colour of %s %% of the images from EnD's features and of %s %% from Vanilla's, chance"
        + " being 10 %%.", value(FRONTIER, BY_PUBLISHED, "EnD", "0.7").mean(0),
        value(FRONTIER, BY_PUBLISHED, "Vanilla", "0.7").mean(0)));
    Value read = value(FRONTIER, BY_BALANCED, "EnD", "0.7");
    Value plain = value(FRONTIER, BY_BALANCED, "Vanilla", "0.7");
    quotes.add(quote(README, "reads **%s %%** [%s, %s] from EnD's and %s %% [%s, %s] from Vanilla's", read.mean(0), read.low(0),
        read.high(0), plain.mean(0), plain.low(0), plain.high(0)));
    Value bits = value(VERDICTS, OTHER_BITS, "EnD", "0.7");
    Value plainBits = value(VERDICTS, OTHER_BITS, "Vanilla", "0.7");
    quotes.add(quote(README, "a perceptron reads %s bits [%s, %s] and %s [%s, %s] of the 3.32", bits.mean(2), bits.low(2),
        bits.high(2), plainBits.mean(2), plainBits.low(2), plainBits.high(2)));
    Value distance = value(VERDICTS, "From the frontier: bits", "EnD", "0.7");
    quotes.add(quote(README, "EnD lies %s bits [%s, %s] above it", distance.mean(2), distance.low(2).replace('-', '−'),
        distance.high(2)));
    Value erased = value(ERASED, OTHER_BITS, "Vanilla (erased=leace@0.1)", "0.7");
    quotes.add(quote(README, "LEACE left the perceptron %s bits [%s, %s] of Vanilla's", erased.mean(2), erased.low(2),
        erased.high(2)));
    String known = Files.readString(Path.of("results/frontier-mnist/tables/known-answers.md"));
    quotes.add(quote(README, "the rule was right about %s, wrong about %s, and left %s open",
        known.replaceAll("(?s).*the rule is right about (\\d+), wrong about (\\d+), and leaves (\\d+) open.*", "$1 $2 $3").split(" ")));
    String[] factorial = {
      factor("published (budget=steps examples=6000) at ρ = 0.999"), factor("published (budget=steps examples=6000) at ρ = 0.1"),
      factor("balanced (examples=6000) at ρ = 0.999"), factor("balanced (examples=6000) at ρ = 0.1")
    };
    quotes.add(quote(README, "the published attack reads %s %%, in a balanced mix %s %%, run to convergence on standardised"
        + " features %s %%, and with both %s %%", factorial));
    quotes.add(quote(ATTACKERS, "it reads %s %% of the colours; with a balanced mix alone %s %%, with the convex optimum alone"
        + " %s %%, with both %s %%", factorial));
    Value balanced = value(QUICK, BY_BALANCED, "EnD", "0.7");
    quotes.add(quote(README, "at ρ = .7 the published attack reads %s %% of EnD's colours, the balanced one %s %% [%s, %s]",
        value(QUICK, BY_PUBLISHED, "EnD", "0.7").mean(0), balanced.mean(0), balanced.low(0), balanced.high(0)));
    String tanh = "Vanilla (bottleneck=tanh-unit)";
    Value tanhBalanced = value(QUICK, BY_BALANCED, tanh, "0.7");
    quotes.add(quote(README, "Vanilla on EnD's bottleneck gets %s %% and %s %% [%s, %s]",
        value(QUICK, BY_PUBLISHED, tanh, "0.7").mean(0), tanhBalanced.mean(0), tanhBalanced.low(0), tanhBalanced.high(0)));
    Value other = value(QUICK, BY_PUBLISHED, "EnD", "0.8");
    quotes.add(quote(README, "at ρ = .8 EnD has %s %% [%s, %s] and %s %%", other.mean(0), other.low(0), other.high(0),
        value(QUICK, BY_BALANCED, "EnD", "0.8").mean(1)));
    String main = "results/attackers-mnist/tables/main.md";
    quotes.add(quote(README, "every trained method reads %s to %s %% of the digits,", over(main, TARGET, Math::min),
        over(main, TARGET, Math::max)));
    quotes.add(quote(README, "reads the colour of %s to %s %% of the images, and a perceptron",
        over(main, BY_PUBLISHED, Math::min), over(main, BY_PUBLISHED, Math::max)));
    quotes.add(quote(README, "on the same features that of %s to %s %%", over(LADDER, PRIVATE, Math::min, "mlp"),
        over(LADDER, PRIVATE, Math::max, "mlp")));
    Value fair = area("FairKL");
    Value dro = area("Group DRO");
    Value bal = area("BiasBal");
    Value vanilla = area("Vanilla");
    quotes.add(quote(README, "an area of %s [%s, %s] for FairKL, %s for Group DRO, %s for BiasBal and %s for Vanilla",
        fair.mean(0), fair.low(0), fair.high(0), dro.mean(0), bal.mean(0), vanilla.mean(0)));
    quotes.add(quote(ATTACKERS, "of %s [%s, %s] for FairKL, %s [%s, %s] for Group DRO and %s [%s, %s] for BiasBal, which give"
        + " such images more weight, and of %s [%s, %s] for Vanilla", fair.mean(1), fair.low(1), fair.high(1), dro.mean(1),
        dro.low(1), dro.high(1), bal.mean(1), bal.low(1), bal.high(1), vanilla.mean(1), vanilla.low(1), vanilla.high(1)));
    quotes.add(quote(ATTACKERS, "%s %% of the drawn backgrounds show the true colour, as many as chance",
        value(DRAWN, "Colour: drawn", "Oracle data", "0.8").mean(0)));
    quotes.add(quote(ATTACKERS, "a perceptron reads it of %s %% of the images; from EnD's features %s %% do, and %s %%",
        value(LADDER, PRIVATE, "Oracle data", "0.8", "mlp").mean(0),
        value(DRAWN, "Colour: drawn", "EnD", "0.8").mean(1),
        value(LADDER, PRIVATE, "EnD", "0.8", "mlp").mean(0)));
    quotes.add(quote(ERASERS, "reads the colour of %s %% of the images from Vanilla's features after LEACE",
        value("results/methods-dp-mnist/tables/attackers.md", PRIVATE, "Vanilla (erased=leace@0.1)", "0.99",
            "mlp").mean(1)));
    String dp = "results/dp-mnist/tables/main.md";
    Value low = value(dp, TARGET, "DP-SGD (targetEpsilon=1.2)", "0.1");
    Value high = value(dp, TARGET, "DP-SGD (targetEpsilon=3.0)", "0.1");
    quotes.add(quote(PRIVACY, "reaches %s %% [%s, %s] at ε = 1.2 and %s %% [%s, %s] at ε = 3", low.mean(1), low.low(1),
        low.high(1), high.mean(1), high.low(1), high.high(1)));
    quotes.addAll(List.of(speed()));
  }

  /** Of the sitting on a Zen 5 with JDK 17, by the tables of benchmarks/README.md. */
  private static Quote[] speed() throws IOException {
    String text = Files.readString(Path.of("benchmarks/README.md"));
    String sitting = text.substring(text.indexOf("### amd-epyc-zen5-2-cores-jdk17"));
    List<List<String>> rows = rows(sitting);
    List<String> large = row(rows, "TrainingStep.step", "batch=256");
    List<String> small = row(rows, "TrainingStep.step", "batch=32");
    List<String> stock = row(rows, "StockDl4jTrainingStep.step", "batch=32");
    double step = number(small.get(2));
    double mean = number(stock.get(2));
    double half = number(stock.get(3));
    return new Quote[] {
      quote(SPEED, "at batch 256 handles %s images a second, %s times libtorch 2.10",
          "%,d".formatted((int) number(large.get(4))), rounded(number(large.get(5)), 1)),
      quote(SPEED, "at batch 32, %s images, %s times libtorch and %s times DeepLearning4J's own layers", small.get(4),
          rounded(number(small.get(5)), 1), rounded(number(small.get(6)), 0)),
      quote(SPEED, "step took %s ± %s ms (99.9 %%), so that it lies between %s and %s times", rounded(mean, 0),
          rounded(half, 0), rounded((mean - half) / step, 0), rounded((mean + half) / step, 0)),
    };
  }

  @ParameterizedTest
  @MethodSource("quotes")
  void quotedNumbersAreThoseOfTheResults(Quote quote) throws IOException {
    assertThat(words(quote.document())).contains(quote.text());
  }

  /** README: from every method more than 2.9 bits, and of none of the eight on which side of the frontier it is. */
  @Test
  void theFrontierLeavesEveryMethodOpen() throws IOException {
    List<List<String>> rows = rows(Files.readString(Path.of(VERDICTS)));
    int bits = rows.get(0).indexOf(OTHER_BITS);
    List<List<String>> methods =
        rows.stream().skip(1).filter(row -> !row.get(2).matches("(Verdict|reference|control).*")).toList();
    assertThat(methods).hasSize(8).allMatch(row -> row.get(2).startsWith("is read"));
    assertThat(methods).allMatch(row -> value(row.get(bits)).mean() > 2.9);
  }

  static Stream<String> documents() {
    return Stream.of(README, ATTACKERS, ERASERS, PRIVACY);
  }

  /** A share of anything in a document is quoted from results, or on the list of those that are settings. */
  @ParameterizedTest
  @MethodSource("documents")
  void noShareIsQuotedFromNowhere(String document) throws IOException {
    String rest = words(document);
    for (Quote quote : QUOTES) {
      rest = quote.document().equals(document) ? rest.replace(quote.text(), "") : rest;
    }
    rest = rest.replaceAll("95 % interval|at 95 %|1 % and 0.1 % false|noise is 10 % too small", "");
    assertThat(Pattern.compile("[^|.;]*\\d\\*{0,2} %[^|.;]*").matcher(rest).results().map(match -> match.group()))
        .as("shares in %s that no quote of this test covers", document)
        .isEmpty();
  }

  private static Quote quote(String document, String sentence, String... numbers) {
    return new Quote(document, sentence, List.of(numbers));
  }

  private static String words(String document) throws IOException {
    return Files.readString(Path.of(document)).replaceAll("\\s+", " ");
  }

  /** A cell of a table, in its unit. */
  private record Value(double mean, double low, double high) {
    String mean(int digits) {
      return rounded(mean, digits);
    }

    String low(int digits) {
      return rounded(low, digits);
    }

    String high(int digits) {
      return rounded(high, digits);
    }
  }

  /** @param row the first cells of the row */
  private static Value value(String file, String column, String... row) throws IOException {
    List<List<String>> rows = rows(Files.readString(Path.of(file)));
    int at = rows.get(0).indexOf(column);
    assertThat(at).as("column '%s' of %s", column, file).isNotNegative();
    return value(row(rows, row).get(at));
  }

  private static Value value(String cell) {
    Matcher matcher = CELL.matcher(cell);
    assertThat(matcher.matches()).as(cell).isTrue();
    double low = matcher.group(2) == null ? Double.NaN : number(matcher.group(2));
    return new Value(number(matcher.group(1)), low, matcher.group(3) == null ? Double.NaN : number(matcher.group(3)));
  }

  /** The least or the most of a column among trained methods at rho = .8; of one attacker where several have rows. */
  private static String over(String file, String column, DoubleBinaryOperator choose, String... attacker)
      throws IOException {
    List<List<String>> rows = rows(Files.readString(Path.of(file)));
    int at = rows.get(0).indexOf(column);
    return rounded(
        rows.stream()
            .filter(row -> row.get(1).equals("0.8") && !row.get(0).matches("Oracle data|Untrained"))
            .filter(row -> attacker.length == 0 || row.get(2).equals(attacker[0]))
            .mapToDouble(row -> value(row.get(at)).mean())
            .reduce(choose)
            .orElseThrow(),
        0);
  }

  /** The share of EnD's colours that one combination of mix, images and solver reads. */
  private static String factor(String attacker) throws IOException {
    return value("results/attack-factorial-mnist/tables/attackers.md", PRIVATE, "EnD", "0.7", attacker).mean(0);
  }

  /** What the membership attack by loss makes of all conflicting images of a method's training. */
  private static Value area(String method) throws IOException {
    return value("results/members-rare-mnist/tables/membership.md", "area, all conflicting", method, "0.99", "membership-loss");
  }

  /** The cells of the tables in a Markdown text. */
  private static List<List<String>> rows(String text) {
    return text.lines()
        .filter(line -> line.startsWith("|") && !line.matches("\\|[- :|]+\\|"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  private static List<String> row(List<List<String>> rows, String... first) {
    return rows.stream()
        .filter(row -> row.size() > first.length && row.subList(0, first.length).equals(List.of(first)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row " + List.of(first)));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace('−', '-').replaceAll("[^\\d.-]", ""));
  }

  private static String rounded(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
