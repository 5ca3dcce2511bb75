package everymode.run.report;

import everymode.analysis.ProfileAnalysis;
import everymode.report.ProfileSection;
import everymode.report.Section;
import everymode.run.Trained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Profiles of clusters, for the report.
final class ProfilePictures {

  private ProfilePictures() {}

  /// The section of a run; empty for a model without posteriors.
  static Stream<Section> section(Trained trained) {
    if (!ProfileAnalysis.applies(trained) || !trained.data().train().available()) {
      return Stream.empty();
    }
    Path file = trained.directory().path().resolve("cluster").resolve("cluster.json");
    Optional<ProfileSection.Agreement> agreement =
        Files.exists(file) ? ProfileAnalysis.agreement(file) : Optional.empty();
    return ProfileSection.of(ProfileAnalysis.of(trained, trained.data()).summary(agreement));
  }
}
