package everymode.cli;

/// Says something when Ctrl-C ends the process before this is closed.
final class LastWords implements AutoCloseable {

  private final Thread hook;

  LastWords(Runnable words) {
    hook = new Thread(words, "last words");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      words.run(); // Ctrl-C came just now
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Ctrl-C came just now, and the words are being said.
    }
  }
}
