package everymode.report;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The certificate of a generator, as shown in its report.
public sealed interface CertificateSummary {

  /// A certificate that is not valid for the generator's current state.
  ///
  /// @param why one sentence with a remedy
  record Outdated(String why) implements CertificateSummary {}

  /// A certificate of the generator's current state; its components are many because each is a part
  /// of the section.
  ///
  /// @param verdict whether coverage was shown
  /// @param deciding the classes that keep it from being "covered", with what to try; empty for
  ///   none
  /// @param classesDecide whether the verdict needs every class to be covered
  /// @param claim what holds for each certified point, one sentence
  /// @param part the part of the data that the points are, such as `held-out` or `training`
  /// @param against name of the data
  /// @param space the network in whose features distances were measured; null for the rows
  ///   themselves
  /// @param plan what was fixed before a sample was drawn
  /// @param samples number of samples drawn
  /// @param groups the points by class, or as one group without classes
  /// @param uncovered picture of the points that are not certified; null for none
  record Valid(
      CertificateVerdict verdict,
      String deciding,
      boolean classesDecide,
      String claim,
      String part,
      String against,
      @Nullable String space,
      CertificatePlan plan,
      long samples,
      List<PointGroup> groups,
      @Nullable UncoveredPicture uncovered)
      implements CertificateSummary {

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

  /// The points of one class.
  ///
  /// @param name name of the class
  /// @param points number of points
  /// @param certified number of certified points
  /// @param missed number of points that are proven to get too little mass
  /// @param emptiest the first points that are not certified, emptiest balls first
  /// @param judged what is shown for the class; null for points without classes
  record PointGroup(
      String name,
      int points,
      int certified,
      int missed,
      List<BallCount> emptiest,
      @Nullable JudgedClass judged) {
    /// Copies the list.
    public PointGroup {
      emptiest = List.copyOf(emptiest);
    }

    double share() {
      return points == 0 ? 0 : (double) certified / points;
    }

    int open() {
      return points - certified - missed;
    }
  }

  /// What is shown for a class.
  ///
  /// @param counts of its points and balls, with the verdict
  /// @param remedy what to try; empty where nothing but a better generator would help
  record JudgedClass(ClassCertificate counts, String remedy) {}

  /// The ball around a point.
  ///
  /// @param row row number of the point, from 0
  /// @param samples number of samples inside
  record BallCount(int row, long samples) {}

  /// A picture of points that are not certified.
  sealed interface UncoveredPicture {}

  /// Pairs of a real image and the sample nearest to it.
  ///
  /// @param png PNG file, emptiest balls first
  /// @param across pairs per row of the picture
  /// @param classes class of each pair; empty without classes
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  record ImageGrid(byte[] png, int across, List<String> classes) implements UncoveredPicture {
    /// Copies the list.
    public ImageGrid {
      classes = List.copyOf(classes);
    }
  }

  /// A scatter plot of all points.
  ///
  /// @param svg SVG file
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  record PointPlot(byte[] svg) implements UncoveredPicture {}
}
