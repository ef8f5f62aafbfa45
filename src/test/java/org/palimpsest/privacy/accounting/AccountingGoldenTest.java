package org.palimpsest.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.privacy.accounting.Pld.PldBound;
import org.palimpsest.privacy.accounting.Rdp.RdpBound;

/** The accountants against Opacus' and Google's. */
class AccountingGoldenTest {

  record Row(SubsampledGaussian event, double delta, double rdp, double order, double wide, double pld) {
    List<SubsampledGaussian> events() {
      return List.of(event);
    }
  }

  static List<Row> rows() throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser =
        CSVParser.parse(
            GoldenFiles.root().resolve("accounting/subsampled_gaussian.csv"), StandardCharsets.UTF_8, format)) {
      return parser.stream().map(AccountingGoldenTest::row).toList();
    }
  }

  private static Row row(CSVRecord record) {
    return new Row(
        new SubsampledGaussian(
            Double.parseDouble(record.get("sampling_rate")),
            Double.parseDouble(record.get("noise_multiplier")),
            Long.parseLong(record.get("steps"))),
        Double.parseDouble(record.get("delta")),
        Double.parseDouble(record.get("epsilon_rdp")),
        Double.parseDouble(record.get("best_rdp_order")),
        Double.parseDouble(record.get("epsilon_rdp_wide_orders")),
        Double.parseDouble(record.get("epsilon_pld")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rdp(Row row) {
    RdpBound bound = Rdp.standard().bound(row.events(), row.delta());
    assertThat(bound.epsilon()).isEqualTo(row.rdp(), within(1e-6 * row.rdp()));
    assertThat(bound.order()).isEqualTo(row.order());
    assertThat(bound.atEdge()).isEqualTo(row.order() == 63);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rdpOverWideOrders(Row row) {
    assertThat(Rdp.wideUnsigned().epsilon(row.events(), row.delta())).isEqualTo(row.wide(), within(1e-6 * row.wide()));
    double wide = Rdp.wide().epsilon(row.events(), row.delta());
    assertThat(wide).isLessThanOrEqualTo(row.wide() * (1 + 1e-9));
    RdpBound dense = new Rdp().bound(row.events(), row.delta());
    assertThat(dense.epsilon()).isLessThanOrEqualTo(wide).isLessThanOrEqualTo(row.rdp() * (1 + 1e-6));
    assertThat(dense.atEdge()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pld(Row row) {
    PldBound bound = new Pld().bound(row.events(), row.delta());

    assertThat(bound.epsilon()).isBetween(0.995 * row.pld(), 0.02 + 1.01 * row.pld());
  }

  @Test
  void theTableTakesLessThanFiveSeconds() throws IOException {
    long start = System.nanoTime();
    for (Row row : rows()) {
      Rdp.standard().epsilon(row.events(), row.delta());
      new Rdp().epsilon(row.events(), row.delta());
      new Pld().epsilon(row.events(), row.delta());
    }
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
  }
}
