package org.palimpsest.data.imdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The annotations of IMDB faces in a few lines for people. */
record ImdbSummary(ImdbFaces faces) {

  /** What was read, what was refused and why, and how many of each age and sex there are in each list. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("source: " + faces.source());
    lines.add(
        "%,d faces of %,d people; %,d of the test list in a biased list as well"
            .formatted(
                faces.faces().size(), faces.faces().stream().map(ImdbFace::person).distinct().count(),
                faces.overlap()));
    faces.refused().forEach((reason, count) -> lines.add("refused: %,d, %s".formatted(count, reason)));
    if (faces.refused().isEmpty()) {
      lines.add("refused: none");
    }
    long named = faces.faces().stream().filter(face -> face.ageByName().isPresent()).count();
    long others = faces.faces().stream().filter(ImdbSummary::contradictsItsName).count();
    lines.add(
        "by their names, which hold dates, %,d of %,d pictures are of an age that differs by over a year"
            .formatted(others, named));
    lines.add("%-12s%20s%20s%20s%20s".formatted("", "women under 30", "women 30 or more", "men under 30", "men 30 or more"));
    for (int l = 0; l < ImdbFaces.NAMES.size(); l++) {
      int[] list = faces.list(l);
      lines.add(
          "  %-10s%,20d%,20d%,20d%,20d".formatted(
              ImdbFaces.NAMES.get(l), count(list, false, true), count(list, false, false), count(list, true, true),
              count(list, true, false)));
    }
    return lines;
  }

  private static boolean contradictsItsName(ImdbFace face) {
    OptionalInt named = face.ageByName();
    return named.isPresent() && Math.abs(named.getAsInt() - face.age()) > 1;
  }

  private long count(int[] list, boolean male, boolean young) {
    return Arrays.stream(list)
        .mapToObj(faces.faces()::get)
        .filter(face -> face.male() == male && face.young() == young)
        .count();
  }
}
