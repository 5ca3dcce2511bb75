package everymode.neighbour;

import static everymode.neighbour.PrecisionRecallDensityCoverage.NARROW;
import static everymode.neighbour.PrecisionRecallDensityCoverage.WIDE;

import everymode.neighbour.ClosePairs.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares generated points with the neighbourhoods of real ones by several scores at once: the
/// nearest neighbours of the real points are found once, and one visit of all pairs of real and
/// generated points serves all scores. Holds no native memory and may be shared between threads.
public final class NeighbourScores {

  private final Placed real;
  private final Set<Part> parts;
  private final PrecisionRecallDensityCoverage plain;
  private final ClippedDensityCoverage clipped;

  /// What is measured.
  public enum Part {
    /// Precision, density and coverage.
    PLAIN,
    /// Recall, beside these.
    RECALL,
    /// Clipped density and coverage.
    CLIPPED
  }

  /// The scores of generated points.
  ///
  /// @param plain null if neither it nor recall was wanted
  /// @param clipped null if it was not wanted, or there are too few points
  public record Values(
      PrecisionRecallDensityCoverage.@Nullable Values plain,
      ClippedDensityCoverage.@Nullable Values clipped) {}

  /// Finds the nearest neighbours of the real points.
  ///
  /// @param real more than 5 points
  /// @param parts what is measured
  public NeighbourScores(PointSet real, Set<Part> parts) {
    this.real = Placed.of(real);
    this.parts = Set.copyOf(parts);
    KnnResult nearest = KnnResult.within(this.real, WIDE);
    plain = new PrecisionRecallDensityCoverage(this.real, nearest, NARROW, WIDE);
    clipped = new ClippedDensityCoverage(this.real, nearest, WIDE);
  }

  private NeighbourScores(NeighbourScores open) {
    real = open.real;
    parts = open.parts;
    plain = open.plain.closed();
    clipped = open.clipped;
  }

  /// The same with balls that include their boundary, but for clipped scores.
  public NeighbourScores closed() {
    return new NeighbourScores(this);
  }

  /// The number of real points that coincide with another.
  public int ties() {
    return plain.ties();
  }

  /// The number of real points with so many duplicates that an open ball of theirs is empty.
  public int empty() {
    return plain.empty();
  }

  /// Scores generated points.
  ///
  /// @param fake at least one
  public Values of(PointSet fake) {
    boolean recall = parts.contains(Part.RECALL);
    PrecisionRecallDensityCoverage.Counts counts =
        recall || parts.contains(Part.PLAIN) ? plain.new Counts(fake, recall) : null;
    ClippedDensityCoverage.Counts clips =
        parts.contains(Part.CLIPPED) && fake.n() >= WIDE ? clipped.new Counts(fake.n()) : null;
    List<Visitor> visitors = new ArrayList<>();
    if (counts != null) {
      visitors.add(counts.visitor());
    }
    if (clips != null) {
      visitors.add(clips.visitor());
    }
    visitors.stream()
        .reduce(Visitor::and)
        .ifPresent(visitor -> ClosePairs.visit(real, fake, visitor));
    return new Values(
        counts == null ? null : counts.values(), clips == null ? null : clips.values());
  }
}
