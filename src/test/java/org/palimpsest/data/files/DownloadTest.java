package org.palimpsest.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.digits.IdxBytes;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.data.digits.MnistDownload;
import org.palimpsest.data.digits.RealMnist;
import org.palimpsest.random.Sha256;

class DownloadTest {

  private static final byte[] CONTENT = content();
  private static final byte[] STORED = IdxBytes.gzip(CONTENT);
  private static final String SHA256 = Sha256.of(CONTENT);

  @TempDir Path folder;
  private HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/good/", exchange -> send(exchange, STORED, STORED.length, true));
    server.createContext("/noranges/", exchange -> send(exchange, STORED, STORED.length, false));
    server.createContext("/wrong/", exchange -> send(exchange, IdxBytes.gzip(new byte[9]), -1, true));
    server.createContext("/page/", exchange -> send(exchange, "<html>".getBytes(), -1, true));
    server.createContext("/breaks/", exchange -> send(exchange, STORED, STORED.length / 3, true));
    server.createContext("/silent/", this::fallSilent);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void fetchesAFileAndTellsItsProgress() throws IOException {
    download("good").run(this::note);
    assertComplete();
    assertThat(progress).isSorted().startsWith(0L).endsWith((long) STORED.length);
  }

  @Test
  void resumesAfterBrokenConnections() throws IOException {
    download("breaks").run(this::note);
    assertComplete();
    assertThat(requests).hasSizeGreaterThanOrEqualTo(3).last().asString().startsWith("/breaks/ bytes=");
    assertThat(progress).isSorted();
  }

  @Test
  void continuesWhatAnEarlierRunLeft() throws IOException {
    Files.write(part(), Arrays.copyOf(STORED, 1000));
    download("good").run(this::note);
    assertComplete();
    assertThat(requests).containsExactly("/good/ bytes=1000-");
  }

  @Test
  void startsOverWhereTheServerCannotResume() throws IOException {
    Files.write(part(), Arrays.copyOf(STORED, 1000));
    download("noranges").run(this::note);
    assertComplete();
    assertThat(requests).hasSize(1);
  }

  @Test
  void startsOverWhenWhatWasLeftIsRubbish() throws IOException {
    Files.write(part(), new byte[1000]);
    download("good").run(this::note);
    assertComplete();
    assertThat(requests).containsExactly("/good/ bytes=1000-", "/good/ null");
  }

  @Test
  void finishesWhatLacksOnlyItsName() throws IOException {
    Files.write(part(), STORED);
    download("good").run(this::note);
    assertComplete();
    assertThat(requests).hasSize(1);
  }

  @Test
  void startsOverWhenWhatWasLeftIsLongerThanTheFile() throws IOException {
    Files.write(part(), new byte[STORED.length + 9]);
    download("good").run(this::note);
    assertComplete();
  }

  @Test
  void goesOnToTheNextMirror() throws IOException {
    download("absent", "wrong", "page", "good").run(this::note);
    assertComplete();
  }

  @Test
  void namesTheFailureOfEveryMirrorAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> download("absent", "wrong", "page").run(this::note))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(target().toString())
        .hasMessageContaining("/absent/: HTTP status 404")
        .hasMessageContaining("/wrong/: expected content with SHA-256 " + SHA256 + ", found ")
        .hasMessageContaining("/page/: expected content with SHA-256")
        .message().doesNotContain("\n");
    assertThat(remaining()).isEmpty();
  }

  @Test
  void givesUpOnAServerThatFallsSilentAndKeepsWhatCame() throws IOException {
    assertThatThrownBy(() -> download("silent").run(this::note))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found silence");
    assertThat(remaining()).containsExactly(part());
    assertThat(Files.readAllBytes(part())).isEqualTo(Arrays.copyOf(STORED, 500));
  }

  @Test
  void replacesADamagedFileOnlyByAGoodOne() throws IOException {
    Files.write(target(), new byte[3]);
    assertThatThrownBy(() -> download("wrong").run(this::note)).isInstanceOf(DataException.class);
    assertThat(Files.size(target())).isEqualTo(3);
    download("good").run(this::note);
    assertComplete();
  }

  @Test
  void mnistNamesItsFilesAndMirrors() {
    assertThatThrownBy(() -> new MnistDownload(List.of(mirror("absent"))).fetch(folder, this::note))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(mirror("absent") + "train-images-idx3-ubyte.gz: HTTP status 404");
    assertThatThrownBy(() -> new MnistDownload(List.of(URI.create("http://127.0.0.1/mnist"))))
        .hasMessageContaining("ending in a slash");
  }

  @Test
  void mnistIsFetchedInFullAndOnlyOnce() throws IOException {
    Mnist source = RealMnist.require();
    server.createContext(
        "/mnist/",
        exchange -> {
          String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
          byte[] stored = Files.readAllBytes(source.folder().resolve(name));
          send(exchange, stored, stored.length, true);
        });
    MnistDownload download = new MnistDownload(List.of(mirror("mnist")));
    assertThat(download.fetch(folder, this::note)).hasSize(4).allMatch(Files::exists);
    assertThat(new Mnist(folder).verify()).allMatch(FileState::isIntact);
    assertThat(download.fetch(folder, this::note)).isEmpty();
  }

  private Download download(String... mirrors) {
    List<URI> addresses = Stream.of(mirrors).map(this::mirror).toList();
    return new Download(addresses, SHA256, target(), Duration.ofMillis(400));
  }

  private URI mirror(String name) {
    return URI.create("http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), name));
  }

  private void note(String file, long done, long total) {
    progress.add(done);
  }

  private Path target() {
    return folder.resolve("file.gz");
  }

  private Path part() {
    return folder.resolve("file.gz.part");
  }

  private List<Path> remaining() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void assertComplete() throws IOException {
    assertThat(remaining()).containsExactly(target());
    assertThat(Files.readAllBytes(target())).isEqualTo(STORED);
  }

  /** Sends at most {@code limit} bytes of what was asked for, and breaks off if that is not all. */
  private void send(HttpExchange exchange, byte[] stored, int limit, boolean ranges) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(exchange.getRequestURI().getPath() + " " + range);
    int from = ranges && range != null ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    if (from >= stored.length) {
      exchange.sendResponseHeaders(416, -1);
      exchange.close();
      return;
    }
    byte[] body = Arrays.copyOfRange(stored, from, stored.length);
    if (from > 0) {
      exchange.getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, stored.length - 1, stored.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
    exchange.getResponseBody().write(body, 0, limit < 0 ? body.length : Math.min(limit + 1, body.length));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private void fallSilent(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, STORED.length);
    exchange.getResponseBody().write(STORED, 0, 500);
    exchange.getResponseBody().flush();
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      exchange.close();
    }
  }

  private static byte[] content() {
    byte[] content = new byte[200_000];
    new java.util.SplittableRandom(1).nextBytes(content);
    return content;
  }
}
