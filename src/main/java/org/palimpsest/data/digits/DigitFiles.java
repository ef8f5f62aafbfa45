package org.palimpsest.data.digits;

import org.palimpsest.data.DataException;

/** A source of labelled images. Implementations are records of what identifies the data. */
public interface DigitFiles {

  /** The name by which specs and results refer to it, such as {@code mnist}. */
  String name();

  /** One line for people: what it is and where it comes from. */
  String description();

  /**
   * The training images.
   *
   * @throws DataException if they are missing or damaged; the message names the file, what was expected
   *     and what was found
   */
  LabelledImages train();

  /** The test images, disjoint from {@link #train()}; errors as there. */
  LabelledImages test();
}
