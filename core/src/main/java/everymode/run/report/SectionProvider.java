package everymode.run.report;

import everymode.report.Section;
import everymode.run.Trained;
import java.util.List;

/// Adds sections to the reports of runs. Implementations that stand in
/// `META-INF/services/everymode.run.report.SectionProvider` are asked for each report.
public interface SectionProvider {

  /// The sections for one run.
  ///
  /// @param trained the model with its recipe, data and directory
  /// @return empty where there is nothing to say
  List<Section> sections(Trained trained);
}
