package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.ejml.EjmlVersion;
import org.palimpsest.attack.network.DecoderAttack;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.nn.DecoderSpec;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.random.Sha256;

/** The code and the machine that results come from. */
public final class Machine {

  private static final Map<String, String> LIBRARIES =
      Map.of(
          "deeplearning4j", "org.deeplearning4j/deeplearning4j-nn",
          "nd4j", "org.nd4j/nd4j-api",
          "hipparchus", "org.hipparchus/hipparchus-stat",
          "xchart", "org.knowm.xchart/xchart");

  private Machine() {}

  /** Name and value of everything known about code and machine, in an order for reading. */
  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    MadeBy code = MadeBy.here();
    facts.put("palimpsest", code.version());
    facts.put("commit", code.commit());
    facts.put("clean", code.clean());
    facts.put("java", code.java());
    facts.put("jvm_flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("architecture", System.getProperty("os.arch"));
    facts.put("cpu", code.cpu());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory_bytes", memory());
    facts.put("heap_bytes", Long.toString(Runtime.getRuntime().maxMemory()));
    facts.put("vector_api", vectorApi() ? "yes, %d lanes".formatted(Engine.lanes()) : "no");
    facts.put("ejml", EjmlVersion.VERSION);
    LIBRARIES.keySet().stream().sorted().forEach(name -> facts.put(name, libraryVersion(LIBRARIES.get(name))));
    return facts;
  }

  /** Sets the number of threads to compute with; by default all processors. */
  public static void useThreads(int threads) {
    if (threads < 1) {
      throw new SpecException("--threads: expected at least 1, was " + threads);
    }
    Engine.threads(threads);
  }

  /** The number of threads to compute with. */
  public static int threads() {
    return Engine.threads();
  }

  /** Name and value of what the engine is set up with; loads native libraries. */
  public static Map<String, String> engine() {
    Engine.start();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("threads", Integer.toString(Engine.threads()));
    facts.put("blas", Engine.blas());
    return facts;
  }

  /** How the engine computes every network there is: a line per operator, under the network's name. */
  public static Map<String, List<String>> enginePlans() {
    Map<String, List<String>> plans = new LinkedHashMap<>();
    SimpleConvNet published = SimpleConvNet.PUBLISHED;
    List<NetworkSpec> networks = new ArrayList<>(Catalogue.installed().networks().values());
    networks.add(published.with(Normalisation.GROUP));
    networks.forEach(network -> plans.put(network.name() + ", " + network.summary(), network.plan()));
    DecoderSpec decoder =
        new DecoderSpec(
            published.featureCount(), published.imageSize(), published.channels(), new DecoderAttack().widths());
    plans.put("decoder from %d features".formatted(decoder.featureCount()), decoder.plan());
    return plans;
  }

  /** What the bits of results depend on: the processor, how many numbers it computes with at once, BLAS kernels. */
  public static String processor() {
    String lanes = vectorApi() ? "%d lanes".formatted(Engine.lanes()) : "no vector module";
    String kernels = System.getenv(BlasKernels.VARIABLE);
    return "%s, %s, %s kernels".formatted(cpu(), lanes, kernels == null ? "OpenBLAS's" : kernels);
  }

  /** The SHA-256 of the project's jar; {@code classes} where the code lies in a folder. */
  public static String code() throws IOException {
    try {
      Path code = Path.of(Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(code) ? Sha256.of(Files.readAllBytes(code)) : "classes";
    } catch (URISyntaxException e) {
      throw new IOException("where this code lies cannot be read", e);
    }
  }

  /** The project's version, from the manifest of its jar. */
  public static String version() {
    return Optional.ofNullable(Machine.class.getPackage().getImplementationVersion()).orElse("development");
  }

  /** Whether the JDK's vector module is part of this JVM. */
  public static boolean vectorApi() {
    return Engine.hasVectorModule();
  }

  static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ", "
        + System.getProperty("java.vendor") + ")";
  }

  static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")).orElse("unknown");
    }
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
        ? Long.toString(system.getTotalMemorySize())
        : "unknown";
  }

  private static String libraryVersion(String coordinates) {
    try (InputStream file =
        Machine.class.getResourceAsStream("/META-INF/maven/" + coordinates + "/pom.properties")) {
      if (file == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
