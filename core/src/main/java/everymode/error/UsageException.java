package everymode.error;

import org.jspecify.annotations.Nullable;

/// An invalid command line or recipe, as opposed to invalid files, data or numbers.
public final class UsageException extends EverymodeException {

  private static final long serialVersionUID = 1;

  /// With a message of one sentence with the remedy.
  public UsageException(String message) {
    super(message);
  }

  /// With a message of one sentence with the remedy, and a cause.
  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
