package org.palimpsest.data.drawn;

import java.io.IOException;
import java.nio.file.Path;

/** A stand-in for a collection of pictures of people, drawn by procedure in the collection's form on disk. */
public interface DrawnPictures {

  /** How many unless somebody says how many. */
  int USUAL = 12_000;

  /** Told of every picture that is drawn. */
  interface Progress {
    void drawn(int done, int images);
  }

  /**
   * Draws all of it, on all processors; which one draws a picture changes nothing of it.
   *
   * @param folder made if it is not there
   */
  void write(Path folder, Progress progress) throws IOException;
}
