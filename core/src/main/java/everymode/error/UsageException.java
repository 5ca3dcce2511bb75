package everymode.error;

import org.jspecify.annotations.Nullable;

/// A command line or recipe that is wrong, as opposed to files, data or numbers that are.
public final class UsageException extends EverymodeException {

  private static final long serialVersionUID = 1;

  /// With a sentence alone.
  ///
  /// @param message one sentence with the remedy
  public UsageException(String message) {
    super(message);
  }

  /// With a sentence and what lies behind it.
  ///
  /// @param message one sentence with the remedy
  /// @param cause the reason underneath
  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
