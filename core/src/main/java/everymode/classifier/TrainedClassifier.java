package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.io.TensorFile;
import everymode.metric.feature.FeatureExtractor;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// A classifier trained by Everymode.
///
/// @param card its metadata
/// @param shift subtracted from data units, `[1, ...]`
/// @param scale divisor after the shift, `[1, ...]`
record TrainedClassifier(ClassifierCard card, ClassifierNetwork net, Tensor shift, Tensor scale)
    implements FeatureExtractor {

  static TrainedClassifier of(Path file, TensorFile.Contents contents) {
    ClassifierCard card = ClassifierCard.of(file, contents.metadata());
    Map<String, Tensor> tensors = new LinkedHashMap<>(contents.tensors());
    Tensor shift = tensors.remove("shift");
    Tensor scale = tensors.remove("scale");
    if (shift == null || scale == null || !fits(shift, card) || !fits(scale, card)) {
      throw new EverymodeException(
          file + ": has no valid shift and scale for its samples; train the classifier again");
    }
    try {
      var net =
          new ClassifierNetwork(
              card.shape(), card.classes().size(), card.options(), new RandomKey(0));
      StateSnapshot.into(net, tensors);
      return new TrainedClassifier(card, net, Scope.own(shift), Scope.own(scale));
    } catch (EverymodeException e) {
      throw new EverymodeException(file + ": " + e.sentence() + "; train the classifier again", e);
    }
  }

  /// Also limits the size of the network by that of the file before it is allocated.
  private static boolean fits(Tensor t, ClassifierCard card) {
    return Arrays.equals(t.shape(), batchOfOne(card.shape()));
  }

  static long[] batchOfOne(long[] shape) {
    return LongStream.concat(LongStream.of(1), Arrays.stream(shape)).toArray();
  }

  void write(Path file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(StateSnapshot.of(net));
    tensors.put("shift", shift);
    tensors.put("scale", scale);
    TensorFile.write(file, tensors, card.texts());
  }

  @Override
  public String id() {
    return card.id();
  }

  @Override
  public List<String> classes() {
    return card.classes();
  }

  @Override
  public String fittedOn() {
    return card.dataHash();
  }

  @Override
  public int channels() {
    return card.shape().length == 3 ? (int) card.shape()[0] : 0;
  }

  @Override
  public Output extract(Tensor x) {
    long[] sample = Arrays.copyOfRange(x.shape(), 1, x.shape().length);
    if (!Arrays.equals(sample, card.shape())) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s takes samples of shape %s, but was given %s; choose another classifier",
              id(),
              Arrays.toString(card.shape()),
              Arrays.toString(sample)));
    }
    return Autograd.gradientIfRequired(
        x,
        () -> {
          Tensor features = net.features(x.sub(shift).div(scale), ForwardContext.evaluation());
          return new Output(features, net.logits(features, ForwardContext.evaluation()));
        });
  }
}
