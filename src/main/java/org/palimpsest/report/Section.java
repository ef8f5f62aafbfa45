package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One setting's part of the report: what is drawn and tabulated of it, and what it says.
 *
 * @param leading tables that stand before the figures
 * @param facts what stands under the page's heading, in a few words each
 */
record Section(
    Slice slice,
    List<String> facts,
    List<Finding> findings,
    List<Table> leading,
    List<Table> tables,
    List<Promise> promises,
    Table missing,
    List<Figure> figures) {

  /**
   * {@code alone} is false when the report has several settings, so that file names must tell them apart;
   * {@code reconstructions} is the folder of pictures, which need not be there.
   */
  static Section of(
      Slice slice, Provenance provenance, Published published, boolean alone, Path reconstructions)
      throws IOException {
    List<Comparison> comparisons = Comparison.of(slice);
    List<Table> leading = new ArrayList<>(List.of(Survival.of(slice, comparisons, published)));
    comparisons.forEach(comparison -> leading.add(comparison.table(published)));
    leading.add(VerdictTable.of(slice));
    leading.add(VerdictTable.afterErasure(slice));
    List<Table> tables =
        List.of(
            MainTable.of(slice, published),
            LadderTable.of(slice),
            ImagesTable.of(slice),
            Tables.splits(slice),
            Tables.worstGroups(slice),
            Tables.controls(slice),
            AttackTable.of(slice),
            ReconstructionTable.of(slice),
            MembershipTable.of(slice),
            PrivacyTable.of(slice, provenance),
            Tables.papers(slice, published));
    String suffix = alone ? "" : "-" + slice.setting().slug();
    List<Figure> figures = new ArrayList<>();
    if (Fonts.problem().isEmpty()) {
      figures.addAll(Figures.of(slice, published, alone));
      figures.addAll(ReconstructionFigure.of(slice, reconstructions, suffix));
    }
    return new Section(
        slice,
        facts(slice),
        Findings.of(slice, published),
        written(leading, suffix),
        written(tables, suffix),
        Promise.of(slice, provenance),
        Missing.of(slice, provenance).named(suffix),
        List.copyOf(figures));
  }

  private static List<String> facts(Slice slice) {
    List<String> facts = new ArrayList<>(List.of(slice.setting().label()));
    List<Arm> trained = slice.trained().arms();
    int methods = (int) trained.stream().filter(Arm::ranked).count();
    int controls = trained.size() - methods;
    facts.add(
        Text.count(methods, "method") + (controls == 0 ? "" : " and " + Text.count(controls, "control")) + " \u00d7 "
            + Text.count(slice.rhos().size(), "correlation") + " \u00d7 "
            + Text.count(slice.seeds().size(), "seed"));
    if (!slice.erasures().isEmpty()) {
      facts.add("as trained and after " + Text.list(slice.erasures()));
    }
    facts.add(Text.count(slice.attacks().size(), "attacker"));
    return facts;
  }

  private static List<Table> written(List<Table> tables, String suffix) {
    return tables.stream().filter(table -> !table.rows().isEmpty()).map(table -> table.named(suffix)).toList();
  }
}
