package org.palimpsest.cli;

/** Entry point; replaced by the real launcher. */
public final class Launcher {
  private Launcher() {}

  public static void main(String[] args) {}
}
