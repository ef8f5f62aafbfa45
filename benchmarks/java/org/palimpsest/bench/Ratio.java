package org.palimpsest.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.nn.engine.MachineLimits;

/** What a score is compared with: a column of the tables, empty where there is nothing to compare. */
enum Ratio {
  LIBTORCH("× libtorch") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      String method = FAST_LAYERS.contains(score.benchmark()) ? "DirectLayer" : score.benchmark();
      return find("Libtorch" + method + "." + score.method(), score.parameters(), scores);
    }
  },

  /** Stock DeepLearning4J is too slow to measure at every batch size; its rate hardly depends on it. */
  STOCK("× stock DL4J") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return scores.stream().filter(s -> s.name().equals("StockDl4j" + score.name())).findFirst();
    }
  },
  DIRECT("× direct") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return FAST_LAYERS.contains(score.benchmark())
          ? find("DirectLayer." + score.method(), score.parameters(), scores)
          : Optional.empty();
    }
  },
  ONE_THREAD("× one thread") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return score.benchmark().equals("ThreadScaling") && !"1".equals(score.parameters().get("threads"))
          ? scores.stream()
              .filter(s -> s.name().equals(score.name()) && s.batch().equals(score.batch()))
              .filter(s -> "1".equals(s.parameters().get("threads")))
              .findFirst()
          : Optional.empty();
    }
  },
  OPACUS("× Opacus") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return find("Opacus" + score.name(), score.parameters(), scores);
    }
  },

  /** Of the machine's rate of matrix products, for layers that are computed as such. */
  SGEMM("÷ sgemm") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return score.benchmark().endsWith("DirectLayer")
          ? scores.stream().filter(s -> s.name().equals("MachineLimits.sgemm")).findFirst()
          : Optional.empty();
    }

    @Override
    double of(Score score, Score peer) {
      // Each of the two gradients takes as much as the forward pass.
      int passes = score.method().equals("forwardAndBackward") ? 3 : 1;
      double flops = passes * LayerShape.parse(score.parameters().get("layer")).flops();
      return score.rate() * flops / (peer.rate() * MachineLimits.SGEMM_FLOPS);
    }
  },

  /** The other way round: how many times as long as plain training it takes. */
  PLAIN("time ÷ plain") {
    @Override
    Optional<Score> peer(Score score, List<Score> scores) {
      return PRIVATE.contains(score.method())
          ? find(score.benchmark() + ".plain", score.parameters(), scores)
          : Optional.empty();
    }

    @Override
    double of(Score score, Score peer) {
      return peer.rate() / score.rate();
    }
  };

  private static final Set<String> FAST_LAYERS = Set.of("FourierLayer", "WinogradLayer");

  private static final Set<String> PRIVATE = Set.of("dpSgd", "perExample");

  private final String header;

  Ratio(String header) {
    this.header = header;
  }

  /** Of its column. */
  String header() {
    return header;
  }

  abstract Optional<Score> peer(Score score, List<Score> scores);

  /** How many times as fast as the peer. */
  double of(Score score, Score peer) {
    return score.rate() / peer.rate();
  }

  /** For people; empty without a peer among {@code scores}. */
  String text(Score score, List<Score> scores) {
    return peer(score, scores).map(peer -> String.format(Locale.ROOT, "%.2f", of(score, peer))).orElse("");
  }

  private static Optional<Score> find(String name, Map<String, String> parameters, List<Score> scores) {
    return scores.stream().filter(s -> s.name().equals(name) && s.parameters().equals(parameters)).findFirst();
  }
}
