package everymode.run.report;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.report.LikelihoodSection;
import everymode.report.LikelihoodSection.Ranked;
import everymode.report.Png;
import everymode.report.Section;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.sample.Density;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The least and most likely held-out images under a model that knows its density.
final class LikelihoodPictures {

  private static final int RANKED = 500; // images at most
  private static final int SHOWN = 8;

  private LikelihoodPictures() {}

  /// The section of a run; empty for points, and for a model without density.
  static Stream<Section> section(Trained trained, Path pictures) {
    Optional<Density> density = trained.model().capability(Density.class);
    if (density.isEmpty() || trained.dataset().isEmpty()) {
      return Stream.empty();
    }
    Dataset data = trained.data();
    Rows rows = data.heldOut();
    int count = Math.min(RANKED, rows.size());
    if (data.domain().image().isEmpty() || !rows.available() || count < 2 * SHOWN) {
      return Stream.empty();
    }
    try (var _ = new Scope()) {
      long size = rows.size();
      long[] some = LongStream.range(0, count).map(i -> i * size / count).toArray();
      double[] nats = Ops.doubles(density.get().logProb(data.domain().units(rows.x(some))));
      List<Integer> order =
          IntStream.range(0, count)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> nats[i]))
              .toList();
      Ranked least = ranked(data, some, nats, order.subList(0, SHOWN));
      Ranked most = ranked(data, some, nats, order.reversed().subList(0, SHOWN));
      RunDirectory.write(pictures.resolve("least-likely.png"), least.png());
      RunDirectory.write(pictures.resolve("most-likely.png"), most.png());
      return LikelihoodSection.of(count, least, most);
    }
  }

  private static Ranked ranked(Dataset data, long[] some, double[] nats, List<Integer> order) {
    Rows rows = data.heldOut();
    long[] shown = order.stream().mapToLong(i -> some[i]).toArray();
    long[] labels = rows.labelled() ? rows.labels() : new long[0];
    List<String> names = new ArrayList<>();
    for (long row : shown) {
      String label = labels.length == 0 ? "" : data.classes().get((int) labels[(int) row]) + " in ";
      names.add(label + "row " + row);
    }
    byte[] png =
        Png.encode(
            SampleImages.of(data.domain().units(rows.x(shown)), data.domain(), shown.length));
    return new Ranked(png, names, order.stream().map(i -> nats[i]).toList());
  }
}
