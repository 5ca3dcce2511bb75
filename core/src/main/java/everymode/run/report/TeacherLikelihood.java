package everymode.run.report;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.random.RandomKey;
import everymode.report.Section;
import everymode.report.TeacherSection;
import everymode.report.TeacherSection.Likelihood;
import everymode.run.Trained;
import everymode.sample.Density;
import everymode.sample.HasTeacher;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// What a teacher thinks of training, held-out and generated rows.
final class TeacherLikelihood {

  private static final int ROWS = 500; // of each kind, at most
  private static final RandomKey KEY = new RandomKey(0).fold("report").fold("teacher");

  private TeacherLikelihood() {}

  /// The section of a run; empty for a model without a teacher.
  static Stream<Section> section(Trained trained) {
    Optional<HasTeacher> taught = trained.model().capability(HasTeacher.class);
    if (taught.isEmpty() || trained.dataset().isEmpty() || !trained.data().train().available()) {
      return Stream.empty();
    }
    Dataset data = trained.data();
    Density teacher = taught.get().teacher();
    try (var _ = new Scope()) {
      return TeacherSection.of(
          List.of(
              likelihood("training rows", some(data, data.train()), teacher),
              likelihood("held-out rows", some(data, data.heldOut()), teacher),
              likelihood("generated rows", generated(trained), teacher)));
    }
  }

  /// Samples, with intensities rounded to those that training images have: a teacher of levels
  /// knows no others, and one that lies between them says nothing about what an image shows.
  private static Tensor generated(Trained trained) {
    Dataset data = trained.data();
    Tensor samples = trained.sampler().sample(ROWS, KEY);
    return data.domain().image().isEmpty()
        ? samples
        : nearest(samples, Ops.floats(some(data, data.train())));
  }

  /// Each number replaced with the nearest known one.
  private static Tensor nearest(Tensor x, float[] known) {
    Arrays.sort(known);
    float[] rounded = Ops.floats(x);
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = nearest(known, rounded[i]);
    }
    return Ops.of(rounded, x.shape());
  }

  private static float nearest(float[] known, float value) {
    int at = Arrays.binarySearch(known, value);
    int above = Math.clamp(at >= 0 ? at : -at - 1, 0, known.length - 1);
    int below = Math.max(above - 1, 0);
    return Math.abs(value - known[below]) <= Math.abs(known[above] - value)
        ? known[below]
        : known[above];
  }

  private static Tensor some(Dataset data, Rows rows) {
    return data.domain().units(rows.x(RandomTensors.subset(KEY, rows.size(), ROWS)));
  }

  private static Likelihood likelihood(String name, Tensor x, Density teacher) {
    double scale = -1 / Math.log(2) * x.size(0) / x.numel();
    double[] bits = Ops.doubles(teacher.logProb(x));
    Arrays.setAll(bits, i -> scale * bits[i]);
    return new Likelihood(
        name, bits.length, ConfidenceInterval.mean(bits), ConfidenceInterval.ofMean(bits));
  }
}
