package org.palimpsest.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.DataException;
import org.palimpsest.random.Sha256;

/**
 * Fetches one file over HTTP. The bytes gather in a file ending in {@code .part}, which the next attempt
 * continues; only when its uncompressed content has the right SHA-256 does it get its name, in one step.
 *
 * @param addresses where the file may be had; tried in this order
 * @param sha256 of the uncompressed content, in hexadecimal
 * @param target the file to make
 * @param patience how long a server may stay silent
 */
public record Download(List<URI> addresses, String sha256, Path target, Duration patience) {

  private static final int ATTEMPTS = 3;
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** An answer of the server that asking again would not change. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Fetches the file.
   *
   * @throws DataException if no address gives it, with the reason for each
   */
  public void run(DownloadProgress progress) {
    HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(patience).build();
    List<String> failures = new ArrayList<>();
    for (URI address : addresses) {
      try {
        Files.createDirectories(target.toAbsolutePath().getParent());
        fetch(client, address, progress);
        return;
      } catch (IOException e) {
        failures.add(address + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("%s: download interrupted".formatted(target), e);
      }
    }
    throw new DataException(
        "%s: expected a download from one of %d mirrors, found none: %s"
            .formatted(target, addresses.size(), String.join("; ", failures)));
  }

  private void fetch(HttpClient client, URI address, DownloadProgress progress)
      throws IOException, InterruptedException {
    int vain = 0;
    while (true) {
      long resumedAt = Files.exists(part()) ? Files.size(part()) : 0;
      try {
        transfer(client, address, resumedAt, progress);
        String found = checksum();
        if (found.equals(sha256)) {
          Files.move(part(), target, StandardCopyOption.ATOMIC_MOVE);
          return;
        }
        Files.delete(part());
        if (resumedAt == 0) {
          throw new Refused("expected content with SHA-256 %s, found %s".formatted(sha256, found));
        }
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        boolean progressed = Files.exists(part()) && Files.size(part()) > resumedAt;
        vain = progressed ? 0 : vain + 1;
        if (vain == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Completes the part file, from its end if the server can do that and from the start if not. */
  private void transfer(HttpClient client, URI address, long resumedAt, DownloadProgress progress)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
    if (resumedAt > 0) {
      request.header("Range", "bytes=" + resumedAt + "-");
    }
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case OK -> save(response, body, 0, progress);
        case PARTIAL_CONTENT -> save(response, body, rangeStart(response, resumedAt), progress);
        case RANGE_NOT_SATISFIABLE -> requirePart(resumedAt);
        default -> throw new Refused("HTTP status " + response.statusCode());
      }
    }
  }

  private static long rangeStart(HttpResponse<?> response, long expected) throws Refused {
    String range = response.headers().firstValue("Content-Range").orElse("none");
    if (!range.startsWith("bytes " + expected + "-")) {
      throw new Refused("expected the range from byte %d on, found %s".formatted(expected, range));
    }
    return expected;
  }

  /** The server has nothing beyond what is here: for the checksum to judge, if there is anything. */
  private static void requirePart(long resumedAt) throws Refused {
    if (resumedAt == 0) {
      throw new Refused("HTTP status " + RANGE_NOT_SATISFIABLE);
    }
  }

  private void save(HttpResponse<?> response, InputStream body, long start, DownloadProgress progress)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? -1 : start + length;
    StandardOpenOption position = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out =
            Files.newOutputStream(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, position);
        StallGuard guard = new StallGuard(body, patience)) {
      byte[] buffer = new byte[1 << 16];
      long done = start;
      progress.update(name(), done, total);
      for (int n = guard.read(buffer); n >= 0; n = guard.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        progress.update(name(), done, total);
      }
    }
  }

  private String checksum() {
    try {
      return Sha256.of(StoredFile.content(part()));
    } catch (DataException e) {
      return e.getMessage();
    }
  }

  private Path part() {
    return target.resolveSibling(name() + ".part");
  }

  private String name() {
    return target.getFileName().toString();
  }
}
