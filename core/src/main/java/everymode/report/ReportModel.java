package everymode.report;

import everymode.metric.Scores;
import everymode.report.Chart.Point;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a report shows about one generator. Lists and maps keep their order; what is empty is
/// left out of the page.
///
/// @param title what was trained on what, such as `gmgan on digits (3,823 images 8x8, 10 classes)`
/// @param family name of the kind of model
/// @param seed seed of the run
/// @param seconds how long the training took, or `NaN` when that is not known
/// @param heldOut real rows kept out of training, against which the generator was judged
/// @param scores what was measured
/// @param look real data beside samples, or null when rows cannot be pictured
/// @param certified what a certificate says, or null without one
/// @param grown how the mixture grew, or null for what is no mixture of rounds
/// @param frames samples during training, in order
/// @param losses points of step and loss by name of the player
/// @param curves points of step and score by name of the metric; empty when nothing was measured in
///   training
/// @param recipe the recipe as YAML
/// @param provenance what the run ran on, by name
/// @param commands lines that make this result again
/// @param warnings what a reader must keep in mind, a sentence each
public record ReportModel(
    String title,
    String family,
    long seed,
    double seconds,
    long heldOut,
    Scores scores,
    @Nullable Gallery look,
    @Nullable CertificateModel certified,
    @Nullable MixtureHistory grown,
    List<TrainingFrame> frames,
    Map<String, List<Point>> losses,
    Map<String, List<Point>> curves,
    String recipe,
    Map<String, String> provenance,
    List<String> commands,
    List<String> warnings) {

  /// Copies lists and maps and keeps their order.
  public ReportModel {
    frames = List.copyOf(frames);
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    commands = List.copyOf(commands);
    warnings = List.copyOf(warnings);
  }

  /// Real data beside samples.
  public sealed interface Gallery {}

  /// Image data as two pictures, best laid out alike by [Png#grid].
  ///
  /// @param real PNG file of real images
  /// @param generated PNG file of samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record ImageGallery(byte[] real, byte[] generated) implements Gallery {}

  /// Data in the plane.
  ///
  /// @param real points of the data
  /// @param generated points of the generator
  public record PointGallery(List<Point> real, List<Point> generated) implements Gallery {
    /// Copies both lists.
    public PointGallery {
      real = List.copyOf(real);
      generated = List.copyOf(generated);
    }
  }

  /// Samples at one moment of training.
  ///
  /// @param step steps done by then
  /// @param png PNG file of the samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record TrainingFrame(long step, byte[] png) {}

  /// What one row of the data is called.
  String row() {
    return switch (look) {
      case ImageGallery _ -> "image";
      case PointGallery _ -> "point";
      case null -> "row";
    };
  }

  /// What several rows of the data are called.
  String rows() {
    return row() + "s";
  }
}
