package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerOptionsTest {

  private static final long GIB = 1L << 30;
  private static final String[] RUN = {"run", "quick"};

  @Test
  void theHeapIsThatOfTheJob() {
    assertThat(options("", RUN)).contains("-Xmx8192m", "-XX:MaxNewSize=512m", "-XX:+UseParallelGC");
    assertThat(WorkerOptions.of(List.of(), "", RUN, 4 * GIB, 17)).contains("-Xmx2457m");
    assertThat(WorkerOptions.of(List.of(), "", RUN, GIB, 17)).contains("-Xmx1024m").doesNotContain("-XX:MaxNewSize=512m");
    assertThat(options("", "list")).contains("-Xmx1024m");
    assertThat(options("")).contains("-Xmx1024m");
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, -XX:+UseParallelGC", "-XX:+UseSerialGC, -XX:+UseParallelGC", "-XX:+UseZGC, -XX:+UseParallelGC",
    "-Xmx3g, -Xmx8192m", "-XX:MaxRAMPercentage=5, -Xmx8192m", "-XX:MaxHeapSize=3g, -Xmx8192m",
    "-XX:MaxRAM=3g, -Xmx8192m", "-Xmn100m, -XX:MaxNewSize=512m", "-XX:NewRatio=3, -XX:MaxNewSize=512m"
  })
  void theUsersChoiceStandsAlone(String theirs, String ours) {
    assertThat(options(theirs, RUN)).contains(theirs).doesNotContain(ours);
    assertThat(WorkerOptions.of(List.of(theirs), "", RUN, 100 * GIB, 17)).contains(theirs).doesNotContain(ours);
  }

  @Test
  void thisJvmsOptionsComeBeforeThoseForTheOther() {
    List<String> own = List.of("-Da=1", "-agentlib:jdwp=server=y", "-Dcom.sun.management.jmxremote.port=9", "-ea");
    assertThat(WorkerOptions.of(own, "-Da=2 -agentlib:jdwp=server=n", RUN, GIB, 17))
        .endsWith("-Da=1", "-ea", "-Da=2", "-agentlib:jdwp=server=n");
  }

  @Test
  void ofTwoLimitsTheLaterStandsAlone() {
    List<String> own = List.of("-Xmx64m", "-XX:+UseG1GC", "-Xmn9m");
    assertThat(WorkerOptions.of(own, "-XX:MaxRAMPercentage=3 -XX:+UseSerialGC", RUN, GIB, 17))
        .endsWith("-Xmn9m", "-XX:MaxRAMPercentage=3", "-XX:+UseSerialGC")
        .doesNotContain("-Xmx64m", "-XX:+UseG1GC");
  }

  @Test
  void onlyWhatTheJvmKnowsIsAsked() {
    assertThat(WorkerOptions.of(List.of(), "", RUN, GIB, 17)).doesNotContain("--sun-misc-unsafe-memory-access=allow");
    assertThat(WorkerOptions.of(List.of(), "", RUN, GIB, 25)).contains("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void quotesKeepBlanks() {
    assertThat(WorkerOptions.split("  -Da='x  y' \"-Db=it's\"\t-Dc=\n''  ")).containsExactly("-Da=x  y", "-Db=it's", "-Dc=", "");
    assertThat(WorkerOptions.split(" ")).isEmpty();
    assertThat(WorkerOptions.split("C:\\jdk\\x")).containsExactly("C:\\jdk\\x");
    assertThatThrownBy(() -> WorkerOptions.split("-Da=\"x"))
        .hasMessage("PALIMPSEST_JAVA_OPTS: expected a second \", was none in: -Da=\"x");
  }

  private static List<String> options(String asked, String... arguments) {
    return WorkerOptions.of(List.of(), asked, arguments, 100 * GIB, 17);
  }
}
