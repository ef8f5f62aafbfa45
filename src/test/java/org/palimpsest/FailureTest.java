package org.palimpsest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

  @TempDir private Path folder;

  static Stream<Arguments> thrown() {
    return Stream.of(
        Arguments.of(new IllegalArgumentException("steps: expected 1, was 0"), "steps: expected 1, was 0"),
        Arguments.of(new NegativeArraySizeException("-2147483648"), "unexpected NegativeArraySizeException: -2147483648"),
        Arguments.of(new IllegalArgumentException("-5"), "unexpected IllegalArgumentException: -5"),
        Arguments.of(new NumberFormatException("For input string: x"), "unexpected NumberFormatException: For input"),
        Arguments.of(new NullPointerException(), "unexpected NullPointerException"),
        Arguments.of(new ArithmeticException("long overflow"), "unexpected ArithmeticException: long overflow"),
        Arguments.of(new NoSuchFileException("a"), "a: no such file"),
        Arguments.of(new FileAlreadyExistsException("a"), "a: expected nothing there or a folder, was a file"),
        Arguments.of(new FileSystemException("a", null, "Is a directory"), "a: Is a directory"),
        Arguments.of(new FileSystemException("a"), "a: FileSystemException: a"),
        Arguments.of(new MalformedInputException(1), "a file: expected text in UTF-8, was something else"),
        Arguments.of(new UncheckedIOException(new NoSuchFileException("a")), "a: no such file"),
        Arguments.of(new UncheckedIOException("ledger: full", new IOException("full")), "ledger: full"),
        Arguments.of(new ExecutionException(new IOException("b\n  c")), "b; c"),
        Arguments.of(new OutOfMemoryError("Java heap space"), "out of memory (Java heap space): this JVM may use "),
        Arguments.of(new StackOverflowError(), "the stack is used up"),
        Arguments.of(new NoClassDefFoundError("picocli/CommandLine"), "a library is missing or of another version (No"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void isExplainedInOneLine(Throwable thrown, String words) {
    assertThat(Failure.explain(thrown)).startsWith(words).hasLineCount(1);
  }

  @Test
  void aFileThatCannotBeWrittenIsNamedAndTheOldOneStays() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    partial -> {
                      Files.writeString(partial, "half");
                      throw new IOException("No space left on device");
                    }))
        .hasMessage(file + ": cannot be written: No space left on device");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }
}
