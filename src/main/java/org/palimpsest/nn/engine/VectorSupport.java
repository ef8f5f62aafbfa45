package org.palimpsest.nn.engine;

/**
 * Whether the JDK's vector module is there to be used. It is an incubator module, absent unless the JVM was started
 * with {@code --add-modules jdk.incubator.vector}; everything that computes with it is loaded only after asking here.
 */
final class VectorSupport {

  static final String MODULE = "jdk.incubator.vector";

  private VectorSupport() {}

  static boolean available() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}
