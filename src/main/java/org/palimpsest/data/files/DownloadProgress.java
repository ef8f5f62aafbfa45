package org.palimpsest.data.files;

/** Is told how far a download is. */
@FunctionalInterface
public interface DownloadProgress {

  /**
   * @param file the name of the file
   * @param done bytes that are here, those of an earlier attempt included
   * @param total bytes in all, -1 if the server does not say
   */
  void update(String file, long done, long total);
}
