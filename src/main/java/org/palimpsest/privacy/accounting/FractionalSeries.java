package org.palimpsest.privacy.accounting;

/** How the infinite series of a fractional order is summed; integer orders are finite sums and do not differ. */
public enum FractionalSeries {

  /** Binomial coefficients with their signs: the exact moment (Opacus; Mironov, Talwar &amp; Zhang 2019). */
  SIGNED,

  /** Their absolute values: an upper bound, up to a few per cent at small sigma (Google's dp_accounting). */
  UNSIGNED
}
