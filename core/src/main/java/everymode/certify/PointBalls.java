package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.coverage.ClassCertificate;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The balls of a certificate, as its points determine them.
///
/// @param held real points in each ball, including its centre, `[n]`
/// @param own those of the class of its centre, `[n]`; empty without classes
/// @param label class of each point, as a position in `classes`; empty without classes
/// @param classes by name, what would let a class be judged that cannot be, such as `--k 11`; an
///   empty text for the others
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record PointBalls(int[] held, int[] own, int[] label, Map<String, String> classes) {

  /// Copies the map.
  public PointBalls {
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
  }

  /// Names of the classes.
  public List<String> names() {
    return List.copyOf(classes.keySet());
  }

  /// What is known of each class before a sample is drawn.
  ///
  /// @param plan what is to be claimed
  /// @return by name; empty without classes
  public Map<String, ClassCertificate> byClass(CertificatePlan plan) {
    return byClass(plan, new BitSet(), new BitSet());
  }

  /// What is shown for each class.
  ///
  /// @param plan what is claimed
  /// @param certified points that are certified
  /// @param missed points that are proven to get too little mass
  /// @return by name; empty without classes
  public Map<String, ClassCertificate> byClass(
      CertificatePlan plan, BitSet certified, BitSet missed) {
    int[][] of = new int[classes.size()][4]; // points, balls, certified, missed
    for (int c : label) {
      of[c][0]++;
    }
    for (int i = 0; i < label.length; i++) {
      int[] counts = of[label[i]];
      if (ClassCertificate.counts(held[i], own[i], counts[0], plan.ratio())) {
        counts[1]++;
        counts[2] += certified.get(i) ? 1 : 0;
        counts[3] += missed.get(i) ? 1 : 0;
      }
    }
    Map<String, ClassCertificate> all = new LinkedHashMap<>();
    for (String name : classes.keySet()) {
      int[] counts = of[all.size()];
      all.put(name, new ClassCertificate(counts[0], counts[1], counts[2], counts[3]));
    }
    return all;
  }
}
