package everymode.error;

import org.jspecify.annotations.Nullable;

/// What a user can mend: one sentence that says where, what must hold, what was found, what to do.
///
/// The command line prints the message without a stack trace.
public class EverymodeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// With a sentence alone.
  ///
  /// @param message one sentence with the remedy
  public EverymodeException(String message) {
    super(message);
  }

  /// With a sentence and what lies behind it.
  ///
  /// @param message one sentence with the remedy
  /// @param cause the reason underneath
  public EverymodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The message.
  ///
  /// @return one sentence with the remedy
  public final String sentence() {
    return String.valueOf(getMessage());
  }
}
