package everymode.coverage;

/// The verdict of a certificate.
public enum CertificateVerdict {
  /// Enough points are certified.
  COVERED,
  /// More points than allowed are proven to be missed.
  MISSED,
  /// Neither could be shown with these samples.
  NOT_SHOWN
}
