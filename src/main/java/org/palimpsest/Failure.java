package org.palimpsest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What to say of anything that was thrown, in one line: never a number or a file's name alone. */
public final class Failure {

  private static final long MIB = 1 << 20;

  private Failure() {}

  /** One line for people; exceptions that are not written for them are called by their name. */
  public static String explain(Throwable thrown) {
    return words(bare(thrown)).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static Throwable bare(Throwable thrown) {
    boolean wrapped =
        thrown instanceof UncheckedIOException
            || thrown instanceof InvocationTargetException
            || thrown instanceof ExceptionInInitializerError
            || thrown instanceof CompletionException
            || thrown instanceof ExecutionException;
    if (!wrapped || thrown.getCause() == null) {
      return thrown;
    }
    boolean saysMore =
        thrown instanceof UncheckedIOException
            && thrown.getMessage() != null
            && !thrown.getMessage().equals(thrown.getCause().toString());
    return saysMore ? thrown : bare(thrown.getCause());
  }

  private static String words(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return ("out of memory (%s): this JVM may use %d MiB of heap; give it more, such as"
              + " PALIMPSEST_JAVA_OPTS=-Xmx8g, or take fewer images, a smaller batch or fewer --threads")
          .formatted(thrown.getMessage(), Runtime.getRuntime().maxMemory() / MIB);
    } else if (thrown instanceof StackOverflowError) {
      return "the stack is used up: something is nested too deeply; PALIMPSEST_JAVA_OPTS=-Xss16m gives it more";
    } else if (thrown instanceof LinkageError) {
      return "a library is missing or of another version (%s): expected the folder lib beside the jar, as built"
          .formatted(named(thrown));
    } else if (thrown instanceof CharacterCodingException) {
      return "a file: expected text in UTF-8, was something else (" + named(thrown) + ")";
    } else if (thrown instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    }
    return speaks(thrown) ? thrown.getMessage() : "unexpected " + named(thrown);
  }

  private static String reason(FileSystemException file) {
    if (file instanceof NoSuchFileException) {
      return "no such file";
    } else if (file instanceof AccessDeniedException) {
      return "access denied";
    } else if (file instanceof FileAlreadyExistsException) {
      return "expected nothing there or a folder, was a file";
    } else if (file instanceof NotDirectoryException) {
      return "expected a folder, was a file";
    } else if (file instanceof DirectoryNotEmptyException) {
      return "expected an empty folder, was one with files";
    }
    return file.getReason() == null ? named(file) : file.getReason();
  }

  /** Whether a message was written for people: by this project, or by who refuses an argument or a file. */
  private static boolean speaks(Throwable thrown) {
    String message = thrown.getMessage();
    boolean written =
        thrown.getClass().getName().startsWith("org.palimpsest.")
            || thrown.getClass() == IllegalArgumentException.class
            || thrown.getClass() == IllegalStateException.class
            || thrown instanceof IOException
            || thrown instanceof UncheckedIOException;
    return written && message != null && message.chars().anyMatch(Character::isLetter);
  }

  private static String named(Throwable thrown) {
    String name = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
  }
}
