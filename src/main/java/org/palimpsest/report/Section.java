package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.Source;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.draw.Fonts;
import org.palimpsest.report.figure.Figures;
import org.palimpsest.report.figure.GroupsFigure;
import org.palimpsest.report.figure.ReconstructionFigure;
import org.palimpsest.report.results.GroupCounts;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * One setting's part of the report: what is drawn and tabulated of it, and what it says.
 *
 * @param leading tables that stand before the figures
 * @param aside figures that are drawn and not shown on the page
 * @param fairness what stands before the results, where groups were compared
 * @param facts what stands under the page's heading, in a few words each
 */
record Section(
    Results results,
    List<String> facts,
    List<Finding> findings,
    List<Table> leading,
    List<Table> tables,
    List<Promise> promises,
    Table missing,
    List<Figure> figures,
    List<Figure> aside,
    FairnessSection fairness) {

  /**
   * {@code alone} is false when the report has several settings, so that file names must tell them apart;
   * {@code folder} holds the results, with pictures of reconstructions, of groups and of a ranking if there are any.
   */
  static Section of(
      Results results, RecordedRun run, Published published, boolean alone, Path folder)
      throws IOException {
    List<Comparison> comparisons = Comparison.of(results);
    GroupCounts groups = GroupCounts.read(folder);
    List<Table> leading = new ArrayList<>(List.of(RankingSurvival.of(results, comparisons, published)));
    comparisons.forEach(comparison -> leading.add(comparison.table(published)));
    leading.add(0, ChecksTable.of(results, run));
    List<Finding> findings;
    if (results.words().givenFeatures()) {
      LeakageSummary summary = LeakageSummary.of(results, run, folder);
      leading.add(summary.table());
      leading.add(summary.paired());
      findings = summary.findings();
    } else {
      leading.add(VerdictTable.of(results));
      leading.add(VerdictTable.afterErasure(results));
      leading.add(KnownAnswers.of(results));
      findings = Findings.of(results, published);
    }
    List<Table> tables =
        List.of(
            MainTable.of(results, published),
            SampleTable.of(results, published),
            TrainingTables.objective(results),
            LadderTable.of(results),
            ImagesTable.of(results),
            Tables.splits(results),
            Tables.worstGroups(results),
            Tables.controls(results),
            AttackTable.of(results),
            ReconstructionTable.of(results),
            MembershipTable.of(results),
            PrivacyTable.of(results, run),
            Tables.papers(results, published),
            TrainingTables.sizes(results, groups));
    String suffix = alone ? "" : suffix(results);
    List<Figure> figures = new ArrayList<>();
    List<Figure> aside = new ArrayList<>();
    if (Fonts.problem().isEmpty()) {
      figures.addAll(Figures.of(results, published, suffix));
      figures.addAll(GroupsFigure.of(results, groups, suffix));
      aside.addAll(Figures.aside(results, published, suffix));
      figures.addAll(ReconstructionFigure.of(results, folder.resolve("reconstructions"), suffix));
    }
    return new Section(
        results,
        facts(results),
        findings,
        written(results, leading, suffix),
        written(results, tables, suffix),
        Promise.of(results, run),
        Missing.of(results, run).named(suffix),
        List.copyOf(figures),
        List.copyOf(aside),
        FairnessSection.of(results, run.experiment("name"), folder, suffix));
  }

  /** Whether groups are compared and nobody reads features. */
  boolean comparesGroupsAlone() {
    return results.attacks().isEmpty() && !fairness.isEmpty();
  }

  /** What tells the files of several sources apart. */
  static String suffix(Results results) {
    Source source = results.grid().source();
    return "-" + Text.slug(source.dataset() + "-" + source.protocol() + "-" + source.scale());
  }

  private static List<String> facts(Results results) {
    List<String> facts = new ArrayList<>(List.of(results.about()));
    List<Arm> trained = results.trained().grid().arms();
    int methods = (int) trained.stream().filter(results.roster()::ranked).count();
    int controls = trained.size() - methods;
    facts.add(
        Text.count(methods, "method") + (controls == 0 ? "" : " and " + Text.count(controls, "control")) + " \u00d7 "
            + results.words().conditions(results.grid().conditions().size()) + " \u00d7 "
            + Text.count(results.grid().seeds().size(), "seed"));
    if (!results.grid().erasures().isEmpty()) {
      facts.add("as trained and after " + Text.list(results.grid().erasures()));
    }
    if (!results.attacks().isEmpty()) {
      facts.add(Text.count(results.attacks().size(), "attacker"));
    }
    return facts;
  }

  private static List<Table> written(Results results, List<Table> tables, String suffix) {
    return tables.stream().map(table -> results.words().hasTarget() ? table : table.withoutTarget()).filter(table -> !table.rows().isEmpty()).map(table -> table.named(suffix)).toList();
  }
}
