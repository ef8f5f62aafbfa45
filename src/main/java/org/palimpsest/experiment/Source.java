package org.palimpsest.experiment;


/**
 * Where a value comes from, and what must be equal for two values to stand in one table.
 *
 * @param dataset the images, such as {@code mnist}
 * @param protocol how they were divided into pools, such as {@code disjoint}
 * @param scale {@code full} or {@code reduced}: whether data, network and training are the published ones
 */
public record Source(String dataset, String protocol, String scale) {

  public boolean reduced() {
    return scale.equals("reduced");
  }
}
