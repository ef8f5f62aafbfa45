package org.palimpsest.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.experiment.spec.SpecJson;

/** The parameters that a network has before its first step. */
public sealed interface Start {

  /** Drawn at random, as the architecture has it. */
  record Drawn() implements Start {}

  /**
   * Those of another cell's trained network.
   *
   * @param cell trained before, and kept like any other
   * @param keepsHead whether its head is taken over, too; otherwise the head is drawn
   */
  record After(CellSpec cell, boolean keepsHead) implements Start, SpecJson.Spelt {

    @Override
    public Map<String, Object> spelt() {
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("after", cell);
      settings.put("keepsHead", keepsHead);
      return settings;
    }
  }

  Start DRAWN = new Drawn();
}
