package everymode.cli;

import java.util.concurrent.Callable;

/// A command from another module: a class with picocli's `@Command` that stands in
/// `META-INF/services/everymode.cli.Verb`. It is listed and run like the built-in ones; its result
/// is the exit code.
public interface Verb extends Callable<Integer> {}
