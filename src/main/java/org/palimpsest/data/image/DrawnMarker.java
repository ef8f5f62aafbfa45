package org.palimpsest.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.AtomicFile;
import org.palimpsest.data.DataException;

/**
 * The file beside drawn pictures that says so, as nothing else tells them from collected ones. Whatever reads collected
 * pictures refuses a folder that has it, and whatever reads drawn ones a folder that has not.
 */
public final class DrawnMarker {

  public static final String NAME = "DRAWN.txt";

  private DrawnMarker() {}

  public static void write(Path folder, String text) throws IOException {
    AtomicFile.write(folder.resolve(NAME), text);
  }

  /**
   * @param drawn whether the folder is to be of drawn pictures
   * @param other the dataset that takes a folder of the other kind
   */
  public static void require(Path folder, boolean drawn, String other) {
    if (Files.exists(folder.resolve(NAME)) != drawn) {
      throw new DataException(
          "%s: expected %s, was %s: that is dataset %s"
              .formatted(
                  folder, drawn ? "a folder of drawn pictures, with " + NAME : "collected pictures",
                  drawn ? "without it" : "a folder of drawn ones, with " + NAME, other));
    }
  }
}
