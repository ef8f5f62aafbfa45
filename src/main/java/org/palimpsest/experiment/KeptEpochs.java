package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.palimpsest.data.Images;
import org.palimpsest.method.Learner;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.TrainSpec;
import org.palimpsest.train.Trainer.KeptModels;
import org.palimpsest.train.Trainer.TrainedModel;
import org.palimpsest.train.Trainer;

/** Which of a network's epochs leave a model on disk, and under which folder of the results its cell lies. */
enum KeptEpochs {
  /** The one that the experiment's selection rule names. */
  SELECTED("cells") {
    @Override
    TrainedModel train(
        Trainer trainer, Encoder encoder, Learner learner, Images images, CellData data, CellFolder folder)
        throws IOException {
      TrainedModel model = trainer.train(encoder, learner, images, data.validation(), folder.training());
      folder.writePromise(learner.promise());
      folder.writeTrained(model);
      return model;
    }

    @Override
    TrainedModel read(CellFolder folder, Encoder encoder, TrainSpec spec) throws IOException {
      return folder.readTrained(encoder);
    }

    @Override
    FeatureCache featureCache(CellFolder folder, int epoch, Consumer<String> messages) throws IOException {
      return folder.featureCache(messages);
    }
  },
  /** The best by each set of images that a {@link SelectionRule} may choose by, and the last, which is what is measured. */
  BEST_OF_EACH("draws") {
    @Override
    TrainedModel train(
        Trainer trainer, Encoder encoder, Learner learner, Images images, CellData data, CellFolder folder)
        throws IOException {
      KeptModels kept = trainer.trainKeepingBest(encoder, learner, images, data.choosers(), folder.training());
      folder.writePromise(learner.promise());
      folder.writeKept(kept);
      return read(folder, encoder, data.spec().train());
    }

    @Override
    TrainedModel read(CellFolder folder, Encoder encoder, TrainSpec spec) throws IOException {
      return folder.readKept(spec.epochs(), encoder);
    }

    @Override
    FeatureCache featureCache(CellFolder folder, int epoch, Consumer<String> messages) throws IOException {
      return folder.keptFeatureCache(epoch, messages);
    }
  };

  private final String folder;

  KeptEpochs(String folder) {
    this.folder = folder;
  }

  String folder() {
    return folder;
  }

  /** Trains from where {@code folder} has got to, and leaves the models there. */
  abstract TrainedModel train(
      Trainer trainer, Encoder encoder, Learner learner, Images images, CellData data, CellFolder folder)
      throws IOException;

  /** What is measured of a network that has been trained. */
  abstract TrainedModel read(CellFolder folder, Encoder encoder, TrainSpec spec) throws IOException;

  /** The features of the network as it was after {@code epoch}. */
  abstract FeatureCache featureCache(CellFolder folder, int epoch, Consumer<String> messages) throws IOException;

  /**
   * @throws IOException if a sweep lies where a run is to be written, or the other way round
   */
  void refuseOthers(Path results) throws IOException {
    for (KeptEpochs other : values()) {
      if (other != this && Files.isDirectory(results.resolve(other.folder))) {
        throw new IOException(
            "%s: expected results of a %s or an empty folder, was a %s; give another folder with --out"
                .formatted(results, what(), other.what()));
      }
    }
  }

  private String what() {
    return this == SELECTED ? "run" : "sweep";
  }
}
