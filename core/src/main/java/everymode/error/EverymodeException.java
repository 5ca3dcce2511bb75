package everymode.error;

import org.jspecify.annotations.Nullable;

/// An error that a user can fix. The message is one sentence: where, what is required, what was
/// found, and the remedy.
///
/// The command line prints the message without a stack trace.
public class EverymodeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// With a message of one sentence with the remedy.
  public EverymodeException(String message) {
    super(message);
  }

  /// With a message of one sentence with the remedy, and a cause.
  public EverymodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The message, never null.
  public final String sentence() {
    return String.valueOf(getMessage());
  }
}
