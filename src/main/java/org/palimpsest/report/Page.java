package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Fonts;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/**
 * {@code report.html}: one file that needs no other, neither on disk nor from the network.
 *
 * @param figures the folder where the figures were written, to be copied into the page
 */
record Page(String experiment, RecordedRun provenance, List<Section> sections, Path figures) {

  String html() throws IOException {
    Prose prose = new Prose(sections.get(0).results().words());
    Html body = new Html();
    header(body);
    for (Section section : sections) {
      banner(body, section.results());
    }
    body.raw(prose.question(!sections.stream().allMatch(Section::comparesGroupsAlone)));
    sections.forEach(section -> summary(body, section));
    for (Section section : sections) {
      fairness(body, section);
    }
    for (Section section : sections) {
      results(body, section);
    }
    body.anchor(2, "reading", "How to read this").raw(prose.reading());
    run(body);
    return Html.document(title(), new Html().contents(body.anchors()), body);
  }

  private void header(Html page) {
    page.raw("<header>").raw("<p class=\"kicker\">Palimpsest \u00b7 leakage report</p>");
    page.element("h1", title());
    page.raw("<ul class=\"facts\">");
    for (Section section : sections) {
      section.facts().forEach(fact -> page.element("li", fact));
    }
    page.raw("</ul>").raw("</header>");
  }

  private void banner(Html page, Results results) {
    if (!results.grid().source().reduced()) {
      return;
    }
    page.raw("<aside class=\"banner\">");
    page.element("p class=\"claim\"", "This is a reduced job: " + results.about() + ".");
    page.element(
        "p",
        "It has fewer images, fewer epochs or a narrower network than the paper, so that it ends soon. Its numbers "
            + "show how the methods behave at this scale; they are no reproduction of published ones.");
    List<String> reductions = provenance.reductions();
    if (!reductions.isEmpty()) {
      page.raw("<ul>");
      reductions.forEach(reduction -> page.element("li", reduction));
      page.raw("</ul>");
    } else if (!provenance.settings().isEmpty()) {
      page.element("p", "Its settings are below.");
    }
    page.raw("</aside>");
  }

  private void summary(Html page, Section section) {
    page.heading(2, "in-short" + anchor(section), "In short" + (sections.size() > 1 ? ": " + label(section) : ""));
    if (section.findings().isEmpty()) {
      page.element("p", "The results hold too little to say anything in words.");
    }
    page.findings(section.findings());
  }

  private void results(Html page, Section section) throws IOException {
    page.heading(2, "results" + anchor(section), "Results" + (sections.size() > 1 ? ": " + label(section) : ""));
    section.leading().forEach(page::table);
    Fonts.problem().ifPresent(
        problem -> page.element(
            "p class=\"banner\"",
            "There are no figures: " + problem + ". Install any font and make the report again."));
    for (Figure figure : section.figures()) {
      picture(page, figure);
    }
    if (!section.aside().isEmpty()) {
      page.element(
          "p",
          "More figures lie beside this page: "
              + Text.list(section.aside().stream().map(figure -> "figures/" + figure.name() + ".svg").toList()) + ".");
    }
    section.tables().forEach(page::table);
    promises(page, section);
    page.heading(3, "missing" + anchor(section), "Missing cells");
    if (section.missing().rows().isEmpty()) {
      page.element("p", "None: every method, condition, seed and attacker of the grid has its values.");
    } else {
      page.table(section.missing());
    }
  }

  private void picture(Html page, Figure figure) throws IOException {
    page.anchor(3, "figure-" + figure.name(), figure.title());
    page.raw("<figure class=\"picture\" id=\"figure-" + Html.escape(figure.name()) + "\"><div class=\"scroll\" tabindex=\"0\">");
    page.raw("<img loading=\"lazy\" width=\"%d\" height=\"%d\" alt=\"%s\" src=\"%s\">"
        .formatted(figure.width(), figure.height(), Html.escape(figure.title()), image(figure)));
    page.raw("</div><figcaption><strong>" + Html.escape(figure.title()) + ".</strong> "
        + Html.escape(figure.caption()) + " <span class=\"file\">figures/" + Html.escape(figure.name())
        + ".svg</span></figcaption></figure>");
  }

  private void fairness(Html page, Section section) throws IOException {
    FairnessSection fairness = section.fairness();
    if (fairness.isEmpty()) {
      return;
    }
    page.heading(2, "fair" + anchor(section), "Private and fair?");
    for (Figure figure : fairness.figures()) {
      picture(page, figure);
    }
    page.findings(fairness.sentences());
    fairness.tables().forEach(page::table);
  }

  private void promises(Html page, Section section) {
    if (section.promises().isEmpty()) {
      return;
    }
    page.heading(3, "promises" + anchor(section), "What training promised");
    for (Promise promise : section.promises()) {
      page.raw("<details>").element(
          "summary", promise.method() + ", " + Text.count(promise.cells(), "network"));
      page.pairs(promise.items()).raw("</details>");
    }
  }

  private void run(Html page) {
    page.heading(2, "settings", "Settings");
    Map<String, List<String>> about = new LinkedHashMap<>();
    about.put("experiment", List.of(experiment));
    for (String key : List.of("title", "reproduces", "expect", "found", "cost")) {
      if (!provenance.experiment(key).isEmpty()) {
        about.put(key, List.of(provenance.experiment(key)));
      }
    }
    about.putAll(provenance.settings());
    page.pairs(about);
    page.heading(2, "provenance", "Provenance");
    if (provenance.isEmpty()) {
      page.element("p", "No provenance.json lies beside runs.csv: where these numbers come from is not recorded.");
    }
    provenance.rest().forEach(
        (name, values) -> {
          page.element("h3", name);
          page.pairs(values);
        });
    cells(page);
    page.heading(2, "again", "Do it again");
    String command = provenance.experiment("command");
    page.raw("<div class=\"scroll\" tabindex=\"0\"><pre><code>"
        + Html.escape(command.isEmpty() ? "java -jar target/palimpsest.jar run " + experiment : command)
        + "</code></pre></div>");
  }

  private void cells(Html page) {
    if (provenance.cells().isEmpty()) {
      return;
    }
    double seconds = provenance.cells().stream().mapToDouble(RecordedRun.RecordedCell::elapsedSeconds).sum();
    page.raw("<details>").element(
        "summary",
        Text.count(provenance.cells().size(), "cell")
            + (Double.isNaN(seconds) ? "" : ", " + Text.decimal(seconds / 60, 1) + " minutes in all"));
    page.raw("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
    for (String title : List.of("Cell", "Method", sections.get(0).results().words().axis(), "Seed", "State", "Seconds")) {
      page.element("th scope=\"col\"", title);
    }
    page.raw("</tr></thead><tbody>");
    for (RecordedRun.RecordedCell cell : provenance.cells()) {
      page.raw("<tr>").element("th scope=\"row\" class=\"id\"", cell.id());
      Arm arm = cell.at().arm();
      String name = provenance.title(arm.method()).orElse(arm.method());
      page.element("td class=\"w\"", arm.variant().isEmpty() ? name : name + " (" + arm.variant() + ")");
      page.element("td", Words.level(cell.at().condition()));
      page.element("td", Integer.toString(cell.seed()));
      page.element("td class=\"w\"", cell.state());
      page.element(
          "td", Double.isNaN(cell.elapsedSeconds()) ? "" : Text.decimal(cell.elapsedSeconds(), 1));
      page.raw("</tr>");
    }
    page.raw("</tbody></table></div></details>");
  }

  private String title() {
    String title = provenance.experiment("title");
    return title.isEmpty() ? experiment : title;
  }

  private String anchor(Section section) {
    return sections.size() > 1 ? "-" + Section.suffix(section.results()).substring(1) : "";
  }

  private static String label(Section section) {
    return section.results().about();
  }

  private String image(Figure figure) throws IOException {
    byte[] png = Files.readAllBytes(figures.resolve(figure.name() + ".png"));
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
