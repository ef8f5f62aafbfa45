package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser lays it out; skipped where no Chromium is installed. */
class PageInBrowserTest {

  private static final String PROBE =
      """
      <script>
      addEventListener("load", () => parent.postMessage([
        document.documentElement.scrollWidth, innerWidth, document.images.length,
        [...document.images].filter(image => image.complete && image.naturalWidth > 0).length,
        [...document.querySelectorAll("h1,h2,h3,p,li,dd,dt,figcaption,pre,.scroll")]
          .filter(e => e.getBoundingClientRect().right > innerWidth + 1).length,
      ].join(" "), "*"));
      </script>
      """;

  /** A frame as wide as the screen: windows of a browser may not be that narrow. */
  private static final String FRAME =
      """
      <!doctype html><body><iframe src="framed.html" style="width:%dpx;height:844px;border:0"></iframe>
      <p id="out"></p>
      <script>addEventListener("message", e => document.getElementById("out").textContent = e.data)</script></body>
      """;

  @TempDir Path folder;

  @Test
  void nothingOverflowsAPhoneAndEveryImageLoads() throws Exception {
    Path page = SampleReports.reduced(folder);
    for (int width : new int[] {390, 1280}) {
      int[] seen = layOut(page, width);
      assertThat(seen[1]).as("width of the frame").isEqualTo(width);
      assertThat(seen[0]).as("width of the content at %d px", width).isLessThanOrEqualTo(width);
      assertThat(seen[2]).as("images").isGreaterThan(4);
      assertThat(seen[3]).as("images that load").isEqualTo(seen[2]);
      assertThat(seen[4]).as("blocks that reach beyond the right edge").isZero();
    }
  }

  /** Content width, frame width, images, images loaded, blocks beyond the edge. */
  private int[] layOut(Path page, int width) throws Exception {
    Optional<String> browser = browser();
    assumeTrue(browser.isPresent(), "Chromium is not installed: the page is checked by parsing alone");
    Files.writeString(folder.resolve("framed.html"), Files.readString(page).replace("</body>", PROBE + "</body>"));
    Path frame = folder.resolve("frame.html");
    Files.writeString(frame, FRAME.formatted(width));
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.get(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--user-data-dir=" + folder.resolve("profile"), "--window-size=1400,1000",
                "--virtual-time-budget=20000", "--dump-dom", frame.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the browser did not end within 120 s");
    }
    Matcher out = Pattern.compile("<p id=\"out\">([0-9 ]+)</p>").matcher(Files.readString(dom));
    assertThat(out.find()).as("the framed page reported").isTrue();
    return Stream.of(out.group(1).split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static Optional<String> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(path -> List.of("chromium", "chromium-browser", "google-chrome").stream().map(n -> Path.of(path, n)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
