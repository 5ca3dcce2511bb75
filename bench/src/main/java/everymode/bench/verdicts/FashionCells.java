package everymode.bench.verdicts;

import everymode.classifier.ClassifierTraining;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureSpace;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;

/// Cells of clothing with a few ones of MNIST among it, between the features of a classifier: one
/// fitted on rows that are neither points nor controls, and ones fitted on the controls.
///
/// @param data all rows
/// @param label of the ones
/// @param folder for classifiers
record FashionCells(Dataset data, int label, Path folder) {

  private static final String DATA = "fashion + mnist[1]";
  private static final String RARE = "mnist/1";
  private static final RandomKey KEY = new RandomKey(18).fold("fashion");
  private static final int STEPS = 800;
  private static final int POINTS = 1_000; // of other classes
  private static final int CONTROLS = 5_000;
  private static final int POOL = 24_000;
  private static final int ONES = 2_000;
  private static final int FITTED = 4; // classifiers on as many sets of controls
  private static final int TRIALS = 40;
  private static final int BLOCK = 1_000;

  static List<RowCells> of(Path folder) {
    Dataset data = Datasets.open(DATA);
    return new FashionCells(data, data.classes().indexOf(RARE), folder).cells();
  }

  private List<RowCells> cells() {
    List<RowCells> cells = new ArrayList<>();
    Map<Integer, Object> made = new HashMap<>(); // in features, made when first needed
    for (int rows : new int[] {10, 30, 100}) {
      cells.add(
          new RowCells(
              String.format(
                  Locale.ROOT,
                  "fashion with ones of MNIST, classifier on other rows, %d rows",
                  rows),
              true,
              TRIALS,
              (_, random) -> {
                Labelled pool = (Labelled) made.computeIfAbsent(-1, _ -> apart());
                Deck deck = new Deck(pool, label, random);
                return Optional.of(
                    EvaluateTrial.thinned(deck, POINTS, deck, CONTROLS, label, rows, random));
              }));
    }
    for (int rows : new int[] {30, 100}) {
      cells.add(
          new RowCells(
              String.format(
                  Locale.ROOT,
                  "fashion with ones of MNIST, classifier on the controls, %d rows",
                  rows),
              false,
              TRIALS,
              (i, random) -> {
                int key = rows * FITTED + i * FITTED / TRIALS;
                Fitted fitted = (Fitted) made.computeIfAbsent(key, k -> fitted(k, rows));
                return Optional.of(fitted.trial(label, rows, random));
              }));
    }
    return cells;
  }

  /// Controls in the features of a classifier fitted on them, and other rows.
  private record Fitted(Labelled controls, Labelled pool) {

    Trial trial(int label, int rows, SplittableRandom random) {
      Deck deck = new Deck(pool, label, random);
      int own = rows - rows / 5;
      Labelled heldOut = deck.deal(POINTS, rows / 5);
      int drawn = (int) Binomial.draw(random, controls.size(), (double) own / controls.size());
      return EvaluateTrial.of(controls, heldOut, deck.deal(controls.size() - drawn, drawn), label);
    }
  }

  /// Rows in the features of a classifier fitted on others.
  private Labelled apart() {
    Dealt dealt = deal(KEY.fold("apart"));
    FeatureExtractor network = train("apart", dealt, 12_000, 100);
    return features(network, dealt.next(POOL, ONES));
  }

  private Fitted fitted(int key, int rows) {
    Dealt dealt = deal(KEY.fold(key));
    int own = rows - rows / 5;
    String name = "controls-" + key;
    long[] controls = deal(KEY.fold(key)).next(CONTROLS, own); // the first that train() takes
    FeatureExtractor network = train(name, dealt, CONTROLS, own);
    return new Fitted(features(network, controls), features(network, dealt.next(8_000, 400)));
  }

  private Dealt deal(RandomKey key) {
    long[] labels = data.train().labels();
    int[] order = Labelled.order(labels.length, key.random());
    return new Dealt(
        Arrays.stream(order).filter(i -> labels[i] != label).asLongStream().toArray(),
        Arrays.stream(order).filter(i -> labels[i] == label).asLongStream().toArray());
  }

  /// Row numbers in random order, each given once.
  private static final class Dealt {

    private long[] others;
    private long[] own;

    Dealt(long[] others, long[] own) {
      this.others = others;
      this.own = own;
    }

    long[] next(int ofOthers, int ofClass) {
      long[] next =
          LongStream.concat(
                  Arrays.stream(others).limit(ofOthers), Arrays.stream(own).limit(ofClass))
              .toArray();
      others = Arrays.copyOfRange(others, ofOthers, others.length);
      own = Arrays.copyOfRange(own, ofClass, own.length);
      return next;
    }
  }

  private FeatureExtractor train(String name, Dealt dealt, int others, int own) {
    Path file = folder.resolve(name + ".safetensors");
    Function<long[], Rows> rows = data.train()::pick;
    Rows training = rows.apply(dealt.next(others, own));
    Rows heldOut = rows.apply(dealt.next(POINTS, 20));
    if (!file.toFile().exists()) {
      System.err.printf(Locale.ROOT, "training a classifier, %s%n", name);
      Dataset fitted =
          TrainHeldOutSplit.of(training, heldOut)
              .dataset(data.name(), data.domain(), data.classes());
      var run = new ClassifierTraining(fitted, file, 1, STEPS, _ -> {});
      run.train(() -> false);
      System.err.printf(Locale.ROOT, "accuracy %.3f%n", run.finish().accuracy().value());
    }
    return FeatureExtractors.open(file);
  }

  private Labelled features(FeatureExtractor network, long[] chosen) {
    var space = new FeatureSpace(data.domain(), network);
    long[] labels = data.train().labels();
    List<PointSet> parts = new ArrayList<>();
    for (int from = 0; from < chosen.length; from += BLOCK) {
      long[] block = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + BLOCK));
      try (var _ = new Scope()) {
        parts.add(PointSet.of(space.of(data.domain().units(data.train().x(block)))));
      }
    }
    return new Labelled(
        PointSet.join(parts), Arrays.stream(chosen).map(i -> labels[(int) i]).toArray());
  }
}
