package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.DataHome;
import org.palimpsest.method.Method;

/** Whatever the suite runs has its papers, and papers are those that the code names. */
class ReferencesTest {

  /** What is the suite's own or in every textbook. */
  private static final Set<String> WITHOUT =
      Set.of(
          "oracle-data", "grey-input", "untrained", "knn", "decoder", "drawn-bars", "image-folder", "drawn-celeba",
          "drawn-imdb", "drawn-siim", "simple-conv-net", "small-conv-net");

  private static final Catalogue CATALOGUE = Catalogue.standard();

  private static Set<String> listed() {
    return Stream.of(
            CATALOGUE.methods(), CATALOGUE.attackers(), CATALOGUE.modelAttacks(), CATALOGUE.erasers(),
            CATALOGUE.networks(), CATALOGUE.datasets())
        .flatMap(part -> part.keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyNameHasAPaperAndEveryPaperAName() {
    Set<String> behind =
        References.all().entries().stream().flatMap(e -> e.behind().stream()).collect(Collectors.toSet());
    Set<String> expected = listed();
    expected.removeAll(WITHOUT);
    assertThat(behind).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** What a method cites by number is among its entries, and so are the titles. */
  @Test
  void citationsOfMethodsAgree() {
    Pattern number = Pattern.compile("arXiv:(\\d+\\.\\d+)");
    for (Method method : CATALOGUE.methods().values()) {
      String entries =
          References.all().entries().stream()
              .filter(entry -> entry.behind().contains(method.name()))
              .map(References.Entry::bibtex)
              .collect(Collectors.joining());
      number.matcher(method.citation()).results().forEach(found -> assertThat(entries).contains(found.group(1)));
      assertThat(entries.isEmpty()).as(method.name()).isEqualTo(WITHOUT.contains(method.name()));
    }
    assertThat(References.all().bibtex()).doesNotContain("palimpsest =").contains("@software{palimpsest,");
  }

  @Test
  void anExperimentCitesWhatItRuns() {
    assertThat(keys(References.of(spec("quick"))))
        .containsExactlyInAnyOrder(
            "barbano2021bridging", "tartaglione2021end", "bahng2020rebias", "xu2020theory");
    assertThat(keys(References.of(spec("dp")))).contains("abadi2016deep", "hong2021unbiased", "steinke2023privacy");
  }

  @Test
  void soDoResultsFromBefore() throws IOException {
    RecordedRun run = RecordedRun.read(Path.of("results/methods-dp-mnist/provenance.json"));
    assertThat(keys(References.of(run))).contains("abadi2016deep", "belrose2023leace", "yeom2018privacy");
  }

  @Test
  void theMethodsParagraphSaysWhatTheSettingsSay() {
    ExperimentSpec spec = spec("quick");
    TaskRecord task =
        TaskRecord.of(
            spec.dataset(), new Tasks(spec, DataHome.resolve(Optional.empty())).first(),
            spec.conditions().get(0));
    String text = new MethodsText(spec, task).markdown();
    assertThat(text)
        .contains("EnD (bottleneck = tanh-unit)~\\cite{tartaglione2021end}", "3 networks of each method were trained")
        .contains("rho=0.7, rho=0.8", "6,000 train the networks", "reduced: ", "learning rates that sum to 5.3")
        .contains("Published attack~\\cite{barbano2021bridging}, on all of the images that the networks were trained on")
        .contains("over the 3 training runs")
        .doesNotContain("null", "Optional");
    Set<String> cited =
        Pattern.compile("cite\\{([^}]*)\\}").matcher(text).results()
            .flatMap(found -> Stream.of(found.group(1).split(",")))
            .collect(Collectors.toSet());
    cited.remove("palimpsest");
    assertThat(keys(References.of(spec))).containsAll(cited);
  }

  private static List<String> keys(References references) {
    return references.entries().stream().map(References.Entry::key).toList();
  }

  private static ExperimentSpec spec(String name) {
    return new ExperimentReader(CATALOGUE).read(name + ".yaml", CATALOGUE.experiment(name), List.of("digits=drawn"));
  }
}
