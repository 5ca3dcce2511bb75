package everymode.coverage;

/// The verdict of a certificate.
public enum CertificateVerdict {
  /// Enough points are certified, and every class that decides is covered.
  COVERED,
  /// More points than allowed are proven to be missed, or a class is.
  MISSED,
  /// Neither could be shown with these samples.
  NOT_SHOWN
}
