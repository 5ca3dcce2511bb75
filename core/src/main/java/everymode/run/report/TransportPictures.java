package everymode.run.report;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.report.Png;
import everymode.report.RasterImage;
import everymode.report.Section;
import everymode.report.TransportSection;
import everymode.report.TransportSection.TransportSummary;
import everymode.run.RunDirectory;
import everymode.run.RunView;
import everymode.run.RunView.Point;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.sample.Codec;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.transport.HasTransport;
import everymode.transport.HasTransport.Solved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Errors and pictures of a transport and of an autoencoder, for the report.
final class TransportPictures {

  private static final int SIDE = 480; // pixels of a diagram
  private static final int ACROSS = 10; // reconstructions
  private static final List<String> REPORTED =
      List.of("mass error", "worst cell", "empty cells", "rejected share");

  private TransportPictures() {}

  /// The section of a run; empty for a model without codes.
  static Stream<Section> section(Trained trained, RunView view, Path pictures) {
    Optional<Solved> transport =
        trained.model().capability(HasTransport.class).flatMap(HasTransport::transport);
    byte[] reconstructed =
        trained.model() instanceof Codec codec ? reconstructed(trained, codec, pictures) : null;
    byte[] diagram = transport.isPresent() ? diagram(transport.get(), pictures) : null;
    Map<String, Double> values = new LinkedHashMap<>();
    if (transport.isPresent()) {
      values.put("targets", (double) transport.get().map().targets().size());
      Map<String, List<Point>> all = view.values();
      for (String name : REPORTED) {
        List<Point> points = all.getOrDefault(name, List.of());
        if (!points.isEmpty()) {
          values.put(name, points.getLast().value());
        }
      }
    }
    return TransportSection.of(new TransportSummary(values, diagram, reconstructed));
  }

  /// The cells of a square, each in the colour of the place of its target, with the edges across
  /// which nothing is drawn in black.
  private static byte @Nullable [] diagram(Solved solved, Path pictures) {
    if (solved.map().targets().dim() != 2) {
      return null;
    }
    try (var _ = new Scope()) {
      float[] points = new float[2 * SIDE * SIDE];
      for (int i = 0; i < SIDE * SIDE; i++) {
        int row = i / SIDE;
        points[2 * i] = (i % SIDE + 0.5f) / SIDE - 0.5f;
        points[2 * i + 1] = 0.5f - (row + 0.5f) / SIDE;
      }
      long[] cell = Ops.longs(solved.map().cell(Ops.of(points, (long) SIDE * SIDE, 2)));
      byte[] colours = colours(solved.map().targets().points());
      boolean[] edges = edges(solved, cell);
      byte[] pixels = new byte[3 * SIDE * SIDE];
      for (int i = 0; i < SIDE * SIDE; i++) {
        for (int c = 0; c < 3; c++) {
          pixels[3 * i + c] = edges[i] ? 0 : colours[Math.toIntExact(3 * cell[i] + c)];
        }
      }
      byte[] png = Png.encode(new RasterImage(SIDE, SIDE, 3, pixels));
      RunDirectory.write(pictures.resolve("cells.png"), png);
      return png;
    }
  }

  /// Pixels whose right or lower neighbour is of another cell that is too far to be combined.
  private static boolean[] edges(Solved solved, long[] cell) {
    List<Long> from = new ArrayList<>();
    List<Long> to = new ArrayList<>();
    List<Integer> pixel = new ArrayList<>();
    for (int i = 0; i < cell.length; i++) {
      int right = i % SIDE < SIDE - 1 ? i + 1 : i;
      int below = i < cell.length - SIDE ? i + SIDE : i;
      for (int other : new int[] {right, below}) {
        if (cell[other] != cell[i]) {
          from.add(cell[i]);
          to.add(cell[other]);
          pixel.add(i);
        }
      }
    }
    boolean[] edges = new boolean[cell.length];
    if (!pixel.isEmpty()) {
      long[] near = Ops.longs(solved.extended().near(column(from), column(to)));
      for (int k = 0; k < near.length; k++) {
        edges[pixel.get(k)] |= near[k] == 0;
      }
    }
    return edges;
  }

  private static Tensor column(List<Long> values) {
    return Ops.of(values.stream().mapToLong(Long::longValue).toArray()).unsqueeze(1);
  }

  /// Red from left to right, green from bottom to top, light throughout.
  private static byte[] colours(Tensor targets) {
    float[] y = Ops.floats(targets);
    float[] low = Ops.floats(targets.amin(new long[] {0}, false));
    float[] high = Ops.floats(targets.amax(new long[] {0}, false));
    byte[] colours = new byte[y.length / 2 * 3];
    for (int i = 0; i < y.length / 2; i++) {
      double[] place = new double[2];
      for (int c = 0; c < 2; c++) {
        place[c] = (y[2 * i + c] - low[c]) / Math.max(high[c] - low[c], Float.MIN_NORMAL);
      }
      double shade = 0.85 + 0.15 * ((i * 0.618) % 1); // so that neighbours of one cluster differ
      colours[3 * i] = (byte) (shade * (90 + 160 * place[0]));
      colours[3 * i + 1] = (byte) (shade * (90 + 160 * place[1]));
      colours[3 * i + 2] = (byte) (shade * (220 - 90 * place[0]));
    }
    return colours;
  }

  private static byte @Nullable [] reconstructed(Trained trained, Codec codec, Path pictures) {
    Dataset data = trained.data();
    Domain domain = data.domain();
    if (domain.image().isEmpty() || !data.train().available()) {
      return null;
    }
    try (var _ = new Scope()) {
      Tensor x = domain.units(data.train().first(2 * ACROSS));
      if (x.size(0) < 2 * ACROSS) {
        return null;
      }
      Tensor back = codec.decode(codec.encode(x));
      Tensor rows =
          Ops.cat(
              Ops.rows(x, 0, ACROSS),
              Ops.rows(back, 0, ACROSS),
              Ops.rows(x, ACROSS, ACROSS),
              Ops.rows(back, ACROSS, ACROSS));
      byte[] png = Png.encode(SampleImages.of(rows, domain, ACROSS));
      RunDirectory.write(pictures.resolve("reconstructed.png"), png);
      return png;
    }
  }
}
