package org.palimpsest.data;

import org.palimpsest.random.Seed;

/**
 * A pool whose files are not there. A task can be had with such pools, so that an experiment can be read and listed
 * before its data are fetched; whoever asks for an image is told what is missing.
 *
 * @param problem which files are missing, and where they were looked for
 */
public record AbsentPool(String problem) implements Pool {

  @Override
  public int size() {
    throw new DataException(problem);
  }

  @Override
  public String id() {
    throw new DataException(problem);
  }

  @Override
  public Sample in(Mix mix, Seed seed) {
    throw new DataException(problem);
  }
}
