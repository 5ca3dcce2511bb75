package everymode.report;

import everymode.metric.Scores;
import everymode.report.Chart.Point;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that a report shows about one generator. Lists and maps keep their order; empty parts
/// are left out of the page.
///
/// Its components are many because each is a part of the page.
///
/// @param title model and data, such as `gmgan on digits (3,823 images 8x8, 10 classes)`
/// @param family name of the model family
/// @param seed seed of the run
/// @param seconds training time, or `NaN` when it is unknown
/// @param heldOut number of held-out real rows used in the evaluation
/// @param headline what there is to say in one sentence about a model that is not compared with
///   data; null for the verdict on what it covers
/// @param scores what was measured
/// @param gallery real data and samples, or null when rows cannot be pictured
/// @param certificate the certificate, or null without one
/// @param mixture the rounds of a mixture, or null for other models
/// @param sections further sections
/// @param frames samples during training, in order
/// @param losses points of step and loss by name of the player
/// @param curves points of step and score by name of the metric; empty when nothing was measured
///   during training
/// @param recipe the recipe as YAML
/// @param provenance versions, sources and machine of the run, by name
/// @param commands commands that reproduce the result
/// @param warnings caveats for readers, one sentence each
public record ReportModel(
    String title,
    String family,
    long seed,
    double seconds,
    long heldOut,
    @Nullable String headline,
    Scores scores,
    @Nullable Gallery gallery,
    @Nullable CertificateSummary certificate,
    @Nullable MixtureHistory mixture,
    List<Section> sections,
    List<TrainingFrame> frames,
    Map<String, List<Point>> losses,
    Map<String, List<Point>> curves,
    String recipe,
    Map<String, String> provenance,
    List<String> commands,
    List<String> warnings) {

  /// Copies lists and maps and keeps their order.
  public ReportModel {
    sections = List.copyOf(sections);
    frames = List.copyOf(frames);
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    commands = List.copyOf(commands);
    warnings = List.copyOf(warnings);
  }

  /// Real data and samples.
  public sealed interface Gallery {}

  /// Image data as two pictures, usually grids of the same layout made by [Png#grid].
  ///
  /// @param row noun for one of them: `image` or `level`
  /// @param real PNG file of real images
  /// @param generated PNG file of samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record ImageGallery(String row, byte[] real, byte[] generated) implements Gallery {}

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

  /// Samples at one step of training.
  ///
  /// @param step number of completed steps
  /// @param png PNG file of the samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record TrainingFrame(long step, byte[] png) {}

  /// Noun for one row of the data.
  String row() {
    return switch (gallery) {
      case ImageGallery(String row, byte[] _, byte[] _) -> row;
      case PointGallery _ -> "point";
      case null -> "row";
    };
  }

  /// Noun for several rows of the data.
  String rows() {
    return row() + "s";
  }
}
