package org.palimpsest.report;

import java.util.List;

/** One setting's part of the report: what is drawn and tabulated of it, and what it says. */
record Section(Slice slice, List<Finding> findings, List<Table> tables, Table missing, List<Figure> figures) {

  /** {@code alone} is false when the report has several settings, so that file names must tell them apart. */
  static Section of(Slice slice, Provenance provenance, Published published, boolean alone) {
    List<Table> tables =
        List.of(
            MainTable.of(slice, published),
            Tables.splits(slice),
            Tables.worstGroups(slice),
            Tables.controls(slice),
            AttackTable.of(slice),
            Tables.papers(slice, published));
    String suffix = alone ? "" : "-" + slice.setting().slug();
    return new Section(
        slice,
        Findings.of(slice, published),
        tables.stream().filter(table -> !table.rows().isEmpty()).map(table -> table.named(suffix)).toList(),
        Missing.of(slice, provenance).named(suffix),
        Fonts.problem().isPresent() ? List.of() : Figures.of(slice, published, alone));
  }
}
