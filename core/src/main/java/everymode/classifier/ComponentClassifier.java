package everymode.classifier;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Clusters real rows by the components of a mixture: a classifier is trained on generated samples
/// to predict their component, and is then applied to real rows.
///
/// *Source:* the clustering of Ben-Yosef and Weinshall, "Gaussian mixture generative adversarial
/// networks for diverse datasets, and the unsupervised clustering of images", 2018. *Ours:* the
/// classifier and its training, which are those of [ClassifierTraining].
public final class ComponentClassifier {

  private static final int BLOCK = 500;

  private ComponentClassifier() {}

  /// Generated samples labelled with their components, as training data of a classifier.
  ///
  /// @param data the data that the mixture was trained on
  /// @param sampler a mixture
  /// @param each training samples per component; a tenth as many, at least 10, are held out
  /// @param key random key of the samples
  /// @return data with a class for each component
  public static Dataset made(
      Dataset data, Sampler.ComponentSampler sampler, int each, RandomKey key) {
    Rows train = rows(data, sampler, each, key.fold("train"));
    Rows held = rows(data, sampler, Math.max(10, each / 10), key.fold("held-out"));
    List<String> names = TrainHeldOutSplit.numbers(sampler.components());
    return TrainHeldOutSplit.of(train, held).dataset(data.name(), data.domain(), names);
  }

  private static Rows rows(
      Dataset data, Sampler.ComponentSampler sampler, int each, RandomKey key) {
    int components = sampler.components();
    List<Tensor> parts = new ArrayList<>();
    long[] label = new long[each * components];
    try (var _ = new Scope()) {
      for (int k = 0; k < components; k++) {
        parts.add(data.domain().stored(sampler.component(k).sample(each, key.fold(k))));
        Arrays.fill(label, k * each, (k + 1) * each, k);
      }
      return Rows.of(Scope.own(Ops.cat(parts).contiguous()), Scope.own(Ops.of(label)));
    }
  }

  /// Components assigned to rows.
  ///
  /// @param cluster the component of each row, from 0, `[n]`
  /// @param confidence probability of that component, in [0, 1], `[n]`
  @SuppressWarnings("ArrayRecordComponent") // shared, never changed
  public record Assignments(int[] cluster, float[] confidence) {}

  /// Assigns a component to each row.
  ///
  /// @param extractor classifier trained on the result of [#made]
  /// @param data the data set of the rows
  /// @param rows training or held-out rows
  public static Assignments assign(FeatureExtractor extractor, Dataset data, Rows rows) {
    int n = rows.size();
    int[] cluster = new int[n];
    float[] confidence = new float[n];
    Batches.each(
        n,
        BLOCK,
        (from, count) -> {
          Tensor x = rows.x(LongStream.range(from, from + count).toArray());
          Tensor logits = extractor.logits(data.domain().units(x));
          long[] best = Ops.longs(Ops.argmax(logits));
          float[] probability = Ops.floats(Ops.softmax(logits).amax(new long[] {1}, false));
          System.arraycopy(probability, 0, confidence, from, count);
          for (int i = 0; i < count; i++) {
            cluster[from + i] = Math.toIntExact(best[i]);
          }
        });
    return new Assignments(cluster, confidence);
  }
}
