package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.FileState;

/** {@code palimpsest data verify}: what of datasets is there, and what of that is right. */
record DataCheck(PrintWriter console, DataHome home) {

  /** Of datasets with more files only those are listed with which something is wrong. */
  private static final int FILES_LISTED = 12;

  /** Checks every dataset; true if some are there and all of these are right. */
  boolean all(Collection<Dataset> datasets) {
    Map<List<FileState>, String> known = new LinkedHashMap<>();
    boolean some = false;
    boolean right = true;
    for (Dataset dataset : datasets) {
      List<FileState> files = dataset.files(home);
      String same = files.isEmpty() ? null : known.putIfAbsent(files, dataset.name());
      if (same != null) {
        console.printf("%s: the files of %s%n", dataset.name(), same);
      } else {
        boolean there = files.stream().anyMatch(FileState::isPresent);
        boolean intact = print(dataset, files);
        some |= there;
        right &= !there || intact;
      }
    }
    return some && right;
  }

  /** Checks a dataset; true if all of it is there and right. */
  boolean one(Dataset dataset) {
    return print(dataset, dataset.files(home));
  }

  private boolean print(Dataset dataset, List<FileState> files) {
    if (files.isEmpty()) {
      console.println(dataset.name() + ": needs no files");
      return true;
    }
    console.printf("%s, %s, in %s%n", dataset.name(), dataset.title(), home.folder());
    long wrong = files.stream().filter(file -> !file.isIntact()).count();
    for (FileState file : files) {
      if (!file.isIntact() || files.size() <= FILES_LISTED) {
        console.printf("  %-24s %s%n", file.name(), file.problem().orElseGet(() -> "ok, " + file.file().get()));
      }
    }
    if (files.size() > FILES_LISTED) {
      console.printf("  %,d files: %,d right, %,d wrong%n", files.size(), files.size() - wrong, wrong);
    }
    if (files.stream().noneMatch(FileState::isPresent)) {
      console.println("  not there: " + dataset.description());
    } else {
      dataset.layout(home).forEach(line -> console.println("  " + line));
    }
    return wrong == 0;
  }
}
