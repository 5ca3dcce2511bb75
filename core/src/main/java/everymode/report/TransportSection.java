package everymode.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The report's section about a transport to codes.
public final class TransportSection {

  private static final String NOTE =
      """
      Latents are points of a box; each goes to the code in whose cell it lies, and every cell should \
      have as much of the box as its code has weight. Errors were measured with fresh points.\
      """;

  private TransportSection() {}

  /// What is known of a transport.
  ///
  /// @param values errors by name
  /// @param diagram PNG file of the cells; null if they are not of a plane
  /// @param reconstructed PNG file of real rows above their reconstructions; null without an
  ///   autoencoder of images
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record TransportSummary(
      Map<String, Double> values, byte @Nullable [] diagram, byte @Nullable [] reconstructed) {}

  /// The section.
  public static Stream<Section> of(TransportSummary transport) {
    StringBuilder html = new StringBuilder();
    if (!transport.values.isEmpty()) {
      List<List<String>> rows =
          transport.values.entrySet().stream()
              .map(value -> List.of(value.getKey(), Format.number(value.getValue())))
              .toList();
      html.append(Html.table("compact", List.of("Transport", "Value"), rows));
    }
    if (transport.diagram != null) {
      html.append(
          Html.figure(
              "The box: each cell in the colour of the place of its code, and in black the edges"
                  + " across which nothing is drawn.",
              "Power diagram",
              transport.diagram));
    }
    if (transport.reconstructed != null) {
      html.append(
          Html.figure(
              "Training rows and, below each row of them, their reconstructions.",
              "Training rows and reconstructions",
              transport.reconstructed));
    }
    return Section.of(
        transport.values.isEmpty() ? "Codes" : "Transport",
        transport.values.isEmpty() ? "" : NOTE,
        html.toString());
  }
}
