package org.palimpsest.report.draw;

import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.util.Optional;

/** Whether this machine can draw words. */
public final class Fonts {

  private Fonts() {}

  /** Why no figure can be drawn here, in one line; empty if figures can be drawn. */
  public static Optional<String> problem() {
    try {
      new TextLayout("\u03c1", Canvas.FONT, new FontRenderContext(null, true, true)).getAdvance();
      return Optional.empty();
    } catch (InternalError | LinkageError | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return Optional.of("Java finds no font on this machine (" + cause.getMessage() + ")");
    }
  }
}
