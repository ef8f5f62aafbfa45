package org.palimpsest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.Source;
import org.palimpsest.report.results.Results;

/** Tasks as provenances tell them. */
final class SampleTask {

  /** Hair colour and sex: two targets, two private values, conditions that are names. */
  static final String CELEBA =
      """
      {"task": {
        "target": {"name": "hair", "noun": "hair colour", "values": ["dark", "blond"]},
        "private": {"name": "sex", "noun": "sex", "values": ["female", "male"]},
        "axis": "", "headline": "unbiased", "balanced": "balanced", "aligned": [[false, true], [true, false]],
        "dataset": {"name": "celeba", "title": "CelebA", "published_as": "celeba", "drawn": false, "summary": ""},
        "splits": [{"name": "test", "meaning": "as it is"},
                   {"name": "unbiased", "meaning": "every group counts the same"},
                   {"name": "conflicting", "meaning": "groups that training hardly has"}],
        "groups": [[2000, 1500], [900, 60]]}}
      """;

  private SampleTask() {}

  static RecordedRun run(String json) {
    try {
      JsonNode root = new ObjectMapper().readTree(json);
      return new RecordedRun(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Results results(String json, List<ResultRow> rows) {
    RecordedRun run = run(json);
    return new Results(new Source(run.task("").dataset().name(), "disjoint", "full"), rows, run, name -> name);
  }
}
