package org.palimpsest.privacy.accounting;

/**
 * The privacy loss of one step on a mesh of losses {@code j interval}, in both directions, such that each dominates
 * the exact one: between two mesh points "the dots are connected" (Doroshenko, Ghazi, Kamath, Kumar &amp; Manurangsi
 * 2022, arXiv:2207.04380): mass moves to the two in the proportion that keeps E[exp(-loss)]. The lower tail is rounded
 * up, the upper one left out.
 */
final class StepLoss {

  private static final double[] NODES = {-Math.sqrt(0.6), 0, Math.sqrt(0.6)};
  private static final double[] WEIGHTS = {5 / 18.0, 8 / 18.0, 5 / 18.0};

  private final double interval;
  private final long first;
  private final double[] remove;
  private final double[] add;

  /** @param interval the distance of mesh points, above 0 */
  StepLoss(LossCurve curve, double interval) {
    this.interval = interval;
    this.first = (long) Math.floor(curve.lowestLoss() / interval);
    long last = (long) Math.ceil(curve.loss(curve.highestX()) / interval);
    int points = Math.toIntExact(last - first + 1);
    this.remove = new double[points];
    this.add = new double[points];
    double left = curve.lowestX();
    for (int j = 0; j + 1 < points; j++) {
      double right = j + 2 == points ? curve.highestX() : curve.x((first + j + 1) * interval);
      if (right > left) {
        connect(curve, j, left, right);
        left = right;
      }
    }
    roundTailsUp(curve);
  }

  /** Losses between mesh points j and j + 1, which are those of x between {@code left} and {@code right}. */
  private void connect(LossCurve curve, int j, double left, double right) {
    double lower = (first + j) * interval;
    double fromLower = Math.exp(lower);
    double toUpper = Math.exp(-lower - interval);
    double whole = -Math.expm1(-interval);
    boolean tame = curve.isTame();
    int pieces = (int) Math.ceil((right - left) / curve.smoothStretch());
    double width = (right - left) / pieces;
    for (int piece = 0; piece < pieces; piece++) {
      double middle = left + (piece + 0.5) * width;
      for (int node = 0; node < NODES.length; node++) {
        double x = middle + NODES[node] * width / 2;
        double logUnderQ = curve.logDensity(x);
        double underQ = WEIGHTS[node] * width * Math.exp(logUnderQ);
        if (tame) {
          double ratio = curve.ratio(x);
          spread(j, underQ * ratio, (1 - fromLower / ratio) / whole, underQ, (1 - ratio * toUpper) / whole);
        } else {
          double above = curve.loss(x) - lower;
          double underP = WEIGHTS[node] * width * Math.exp(logUnderQ + lower + above);
          spread(j, underP, -Math.expm1(-above) / whole, underQ, -Math.expm1(above - interval) / whole);
        }
      }
    }
  }

  /** Shares {@code underP} and {@code underQ} out between mesh points j and j + 1. */
  private void spread(int j, double underP, double up, double underQ, double down) {
    double upper = Math.max(0, Math.min(1, up));
    double lower = Math.max(0, Math.min(1, down));
    remove[j] += underP * (1 - upper);
    remove[j + 1] += underP * upper;
    add[j] += underQ * lower;
    add[j + 1] += underQ * (1 - lower);
  }

  private void roundTailsUp(LossCurve curve) {
    remove[Math.min(1, remove.length - 1)] += curve.cut();
    add[Math.max(0, add.length - 2)] += curve.cut();
  }

  double interval() {
    return interval;
  }

  /**
   * The mass at each mesh point in one direction, ascending in {@link #index}-steps of 1 (of -1 when adding), without
   * what was cut.
   */
  double[] mass(Direction direction) {
    return direction == Direction.REMOVE ? remove : add;
  }

  /** The mesh index of entry {@code j} of {@link #mass}. */
  long index(Direction direction, int j) {
    return direction.sign() * (first + j);
  }
}
