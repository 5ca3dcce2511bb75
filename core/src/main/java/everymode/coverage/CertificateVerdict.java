package everymode.coverage;

/// What a certificate says in a word.
public enum CertificateVerdict {
  /// Enough points are certified.
  COVERED,
  /// More points than allowed are proven missed.
  MISSED,
  /// Neither is shown with so many samples.
  NOT_SHOWN
}
