package everymode.report;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a certificate says of the generator of a report.
public sealed interface CertificateModel {

  /// A certificate that says nothing of the generator as it is now.
  ///
  /// @param why one sentence with a remedy
  record Outdated(String why) implements CertificateModel {}

  /// A certificate of this very generator.
  ///
  /// @param verdict whether coverage was shown
  /// @param claim what holds for each certified point, one sentence
  /// @param part of the data the points are, such as `held-out`
  /// @param against name of the data
  /// @param space through what distances were seen; null for the rows themselves
  /// @param plan what was fixed before a sample was drawn
  /// @param samples that were drawn
  /// @param groups the points by class, or as one group where there are none; without empty groups
  /// @param uncovered what the points look like that are not certified; null for no picture
  record Valid(
      CertificateVerdict verdict,
      String claim,
      String part,
      String against,
      @Nullable String space,
      CertificatePlan plan,
      long samples,
      List<PointGroup> groups,
      @Nullable UncoveredPicture uncovered)
      implements CertificateModel {

    /// Copies the list.
    public Valid {
      groups = List.copyOf(groups);
    }

    int certified() {
      return groups.stream().mapToInt(PointGroup::certified).sum();
    }

    int missed() {
      return groups.stream().mapToInt(PointGroup::missed).sum();
    }
  }

  /// Some of the points.
  ///
  /// @param name of their class
  /// @param points how many, at least 1
  /// @param certified so many of them
  /// @param missed so many are proven to get too little
  /// @param emptiest the first of those that are not certified, emptiest balls first
  record PointGroup(String name, int points, int certified, int missed, List<BallCount> emptiest) {
    /// Copies the list.
    public PointGroup {
      emptiest = List.copyOf(emptiest);
    }

    double share() {
      return (double) certified / points;
    }

    int open() {
      return points - certified - missed;
    }
  }

  /// The ball around a point.
  ///
  /// @param row number of the point, from 0
  /// @param samples that fell into it
  record BallCount(int row, long samples) {}

  /// A picture of points that are not certified.
  sealed interface UncoveredPicture {}

  /// Pairs of a real image and the sample nearest to it.
  ///
  /// @param png PNG file, emptiest balls first
  /// @param across pairs in a row of the picture
  /// @param classes of the pairs in their order; empty without classes
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  record ImageGrid(byte[] png, int across, List<String> classes) implements UncoveredPicture {
    /// Copies the list.
    public ImageGrid {
      classes = List.copyOf(classes);
    }
  }

  /// The plane of all points.
  ///
  /// @param svg SVG file
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  record PointPlot(byte[] svg) implements UncoveredPicture {}
}
