package everymode.cli;

import java.util.concurrent.Callable;

/// A command: a class with picocli's `@Command`, whose result is the exit code. One from another
/// module stands in `META-INF/services/everymode.cli.Verb` and is listed and run like the built-in
/// ones.
public interface Verb extends Callable<Integer> {}
