package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A project that the command writes compiles, and every test in it passes. */
class NewCommandTest {

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int palimpsest(String... arguments) {
    return Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true)).execute(arguments);
  }

  @ParameterizedTest
  @EnumSource(NewCommand.Kind.class)
  void aNewProjectCompilesAndItsTestsPass(NewCommand.Kind kind) throws Exception {
    Path project = folder.resolve("project");
    assertThat(palimpsest("new", kind.label(), "my-own-" + kind.label(), "--out", project.toString())).isZero();
    assertThat(Files.readAllLines(project.resolve("README.md"))).hasSizeBetween(8, 12);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> command = new ArrayList<>(List.of(
        "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-Xlint:all,-options,-processing,-classfile,-path", "-Werror"));
    try (Stream<Path> sources = Files.walk(project)) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new))).isZero();
    Path resources = project.resolve("src/main/resources");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL(), resources.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      String words = kind.label().substring(0, 1).toUpperCase() + kind.label().substring(1);
      Class<?> test = loader.loadClass("mine.MyOwn" + words + "Test");
      int tests = 0;
      for (var method : test.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          var constructor = test.getDeclaredConstructor();
          constructor.setAccessible(true);
          method.setAccessible(true);
          method.invoke(constructor.newInstance());
          tests++;
        }
      }
      assertThat(tests).isGreaterThan(2);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void refusesNamesThatAreTakenOrNoneAndFoldersThatAreFull() throws Exception {
    Files.writeString(folder.resolve("x"), "");
    for (List<String> wrong : Set.of(
        List.of("new", "method", "vanilla"), List.of("new", "method", "Mine"), List.of("new", "eraser", "mine"),
        List.of("new", "method", "mine", "--out", folder.toString()))) {
      assertThat(palimpsest(wrong.toArray(String[]::new))).as("%s", wrong).isEqualTo(2);
    }
    assertThat(err.toString()).contains("not taken, was 'vanilla'").contains("was 'Mine'").contains("expected an empty folder");
  }
}
