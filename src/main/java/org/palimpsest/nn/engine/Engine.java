package org.palimpsest.nn.engine;

import java.util.List;
import java.util.function.IntFunction;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * The process-wide set-up of the engine: how many threads it uses, and native libraries that use one, so that
 * results do not depend on the machine's number of cores. Nothing else touches these settings.
 */
public final class Engine {

  private static int threads = Runtime.getRuntime().availableProcessors();
  private static Workers workers;
  private static final ThreadLocal<Workers> OWN = new ThreadLocal<>();

  private Engine() {}

  /**
   * Sets the number of threads, by default one per processor. Call before the first network is made.
   *
   * @throws IllegalStateException if the engine already runs with another number
   */
  public static synchronized void threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, was " + count);
    }
    if (workers != null && count != threads) {
      throw new IllegalStateException(
          "threads: expected %d, with which the engine already runs, was %d".formatted(threads, count));
    }
    threads = count;
  }

  public static synchronized int threads() {
    return threads;
  }

  /** Loads the native libraries and makes them single-threaded; later calls do nothing. */
  public static void start() {
    workers();
  }

  /** The library behind matrix products. */
  public static String blas() {
    return Blas.vendor();
  }

  /** Whether this JVM has the vector module, without which convolutions are computed directly. */
  public static boolean hasVectorModule() {
    return VectorSupport.available();
  }

  /** Floats in a vector register, as many as are computed with at once; needs the vector module. */
  public static int lanes() {
    return Lanes.WIDTH;
  }

  /** How the engine computes {@code layers}, for people: a line per operator with the layers it takes and why. */
  public static List<String> plan(Shape input, List<LayerSpec> layers) {
    return AlgorithmRule.plan(layers, input);
  }

  /**
   * Does some work with a team of threads of its own: the networks that are made in it compute on that team, so that
   * several threads may work side by side, each on networks of its own.
   *
   * @param threads of the team, the calling one among them, at least 1
   */
  public static <T, E extends Exception> T aside(int threads, Work<T, E> work) throws E {
    start();
    Workers before = OWN.get();
    try (Workers own = new Workers(threads)) {
      OWN.set(own);
      return work.run();
    } finally {
      OWN.set(before);
    }
  }

  /** Work that may throw. */
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /** The team of the calling thread's work, see {@link #aside}; elsewhere the one that networks of this process share. */
  static Workers workers() {
    Workers own = OWN.get();
    return own == null ? workers(Workers::new) : own;
  }

  /** As {@link #workers()}, of the kind that the first call asks for. */
  static synchronized Workers workers(IntFunction<Workers> kind) {
    if (workers == null) {
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
      Blas.singleThreaded();
      CrashReportingUtil.crashDumpsEnabled(false); // They would land in the working directory.
      workers = kind.apply(threads);
    }
    return workers;
  }

  /**
   * Whether the JDK's vector module is there to be used. It is an incubator module, absent unless the JVM was started
   * with {@code --add-modules jdk.incubator.vector}; everything that computes with it is loaded only after asking here.
   */
  static final class VectorSupport {

    static final String MODULE = "jdk.incubator.vector";

    private VectorSupport() {}

    static boolean available() {
      return ModuleLayer.boot().findModule(MODULE).isPresent();
    }
  }
}
