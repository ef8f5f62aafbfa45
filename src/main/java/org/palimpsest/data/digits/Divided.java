package org.palimpsest.data.digits;

import java.util.Optional;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.random.Seed;

/** Digits divided among the parties of an experiment. */
record Divided(
    LabelledImages encoder, Optional<LabelledImages> validation, LabelledImages attack, LabelledImages test) {

  static Divided of(DigitFiles source, Protocol protocol, PoolSizes sizes, Seed seed) {
    LabelledImages train = source.train();
    Protocol.Rows rows = protocol.divide(train.size(), sizes, seed);
    LabelledImages test = source.test();
    LabelledImages encoder = train.select(rows.encoder());
    return new Divided(
        encoder,
        rows.validation().map(train::select),
        rows.attack() == rows.encoder() ? encoder : train.select(rows.attack()),
        test.select(Protocol.test(test.size(), sizes, seed)));
  }
}
