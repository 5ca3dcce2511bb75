/// What the surrounding JVM must provide: services of every class loader involved, and a Jackson
/// whose parts fit together.
@NullMarked
package everymode.platform;

import org.jspecify.annotations.NullMarked;
