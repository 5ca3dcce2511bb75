package everymode.analysis;

import everymode.data.Dataset;
import java.util.BitSet;
import java.util.List;

/// Coverage of the first members of a mixture, with equally many samples from each.
///
/// @param members number of members, counted from the first
/// @param samples number of samples
/// @param modes known modes with a good sample; −1 where no modes are known
/// @param good share of samples within three standard deviations of a mode
/// @param wanted share of samples within √3 standard deviations of a mode
/// @param found samples of the requested class; −1 where the class cannot be determined
/// @param sure mean classifier probability of those samples; `NaN` without any
public record MemberCoverage(
    int members, int samples, int modes, double good, double wanted, int found, double sure) {

  static MemberCoverage of(
      Dataset data,
      SampleAssignment assignment,
      int members,
      int each,
      List<SampleAssignment.Assigned> parts) {
    BitSet modes = new BitSet();
    int good = 0;
    int wanted = 0;
    int found = 0;
    double sure = 0;
    for (SampleAssignment.Assigned part : parts) {
      for (int i = 0; i < each; i++) {
        if (part.mode()[i] > 0) {
          modes.set(part.mode()[i]);
          good++;
        }
        wanted += part.wanted().get(i) ? 1 : 0;
        if (part.in().get(i)) {
          found++;
          sure += part.sure()[i];
        }
      }
    }
    int all = each * parts.size();
    return new MemberCoverage(
        members,
        all,
        data.modes() == null ? -1 : modes.cardinality(),
        (double) good / all,
        (double) wanted / all,
        assignment.tellsClass() ? found : -1,
        found == 0 ? Double.NaN : sure / found);
  }
}
